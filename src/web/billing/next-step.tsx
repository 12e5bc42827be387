import { ButtonAnchor, ButtonLink, type ButtonLook } from "../ui/button.tsx";
import type { NextStep as Step } from "./choose-next-step.ts";
import { PortalButton } from "./portal-button.tsx";

/** A way on as a button, wherever it leads. */
export function NextStep({ step, look = "next" }: { step: Step; look?: ButtonLook }) {
  switch (step.kind) {
    case "pay":
      return (
        <ButtonAnchor href={step.url} look={look}>
          {step.label}
        </ButtonAnchor>
      );
    case "portal":
      return <PortalButton look={look}>{step.label}</PortalButton>;
    case "page":
      return (
        <ButtonLink to={step.to} look={look}>
          {step.label}
        </ButtonLink>
      );
  }
}
