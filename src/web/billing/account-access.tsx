import type { User } from "../../contract/index.ts";
import { explainError } from "../api/explain-error.ts";
import { useAccess } from "../api/queries.ts";
import { Button, ButtonLink } from "../ui/button.tsx";
import { ErrorNotice } from "../ui/notice.tsx";
import { Loading } from "../ui/page.tsx";
import { describeAccess } from "./access-words.ts";
import { SubscriptionSwitch } from "./subscription-switch.tsx";

export function AccountAccess({ user }: { user: User }) {
  const { data, error, refetch } = useAccess(user);
  if (data) {
    const { title, text } = describeAccess(data);
    return (
      <div className="space-y-4">
        <div>
          <p className="font-semibold">{title}.</p>
          <p>{text}</p>
        </div>
        {data.granted ? (
          <ButtonLink to="/practice" look="next">
            Start practicing
          </ButtonLink>
        ) : (
          <ButtonLink to="/subscription" look="next">
            See the plans
          </ButtonLink>
        )}
        <SubscriptionSwitch user={user} access={data} />
      </div>
    );
  }
  if (!error) return <Loading what="Loading your access" />;
  return (
    <div className="space-y-3">
      <ErrorNotice {...explainError(error, "Your access itself is not touched by this.")} />
      <Button onClick={() => refetch()}>Try again</Button>
    </div>
  );
}
