import type { Access } from "../../contract/index.ts";
import { ButtonLink } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { describeAccess } from "./access-words.ts";

/** What the reader has now. The one next action is practice once there is access. */
export function CurrentAccess({ access, withNext = true }: { access: Access; withNext?: boolean }) {
  const { title, text } = describeAccess(access);
  return (
    <Notice kind={access.granted && access.reason !== "subscription_past_due" ? "good" : "calm"} title={title}>
      <p>{text}</p>
      {access.granted && withNext ? (
        <ButtonLink to="/practice" look="next" className="mt-3">
          Start practicing
        </ButtonLink>
      ) : null}
    </Notice>
  );
}
