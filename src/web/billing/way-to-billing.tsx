import type { Access, User } from "../../contract/index.ts";
import { useBilling } from "../api/billing-queries.ts";
import { ButtonLink } from "../ui/button.tsx";
import { chooseWayToBilling } from "./choose-way-to-billing.ts";

/** To the billing page, where what is open can be paid. */
export function WayToBilling({ user, access }: { user: User; access: Access }) {
  const { data } = useBilling(user);
  return (
    <ButtonLink to="/account/billing" look="next">
      {chooseWayToBilling(access, data) ?? "Go to billing"}
    </ButtonLink>
  );
}
