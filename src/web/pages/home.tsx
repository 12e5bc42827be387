import { useBoot } from "../api/boot.tsx";
import { useAccess, usePlans, useSession } from "../api/queries.ts";
import { PriceSummary } from "../billing/price-summary.tsx";
import { ExamFormat } from "../training/exam-format.tsx";
import { ButtonLink } from "../ui/button.tsx";
import { Page, Section } from "../ui/page.tsx";

export default function Home() {
  const { appName } = useBoot();
  const { plans } = usePlans();
  const { user } = useSession();
  const granted = useAccess(user).data?.granted === true;
  return (
    <Page
      title="Practice for the LSAT, in peace and quiet"
      lede={
        <p>
          {appName} is a place to practice reading closely and reasoning under time. One page at a time, without noise,
          without streaks, without anything that hurries you except the clock that the exam has too.
        </p>
      }
    >
      <div>
        {granted ? (
          <ButtonLink to="/practice" look="next">
            Start practicing
          </ButtonLink>
        ) : (
          <ButtonLink to="/subscription" look="next">
            See the plans
          </ButtonLink>
        )}
      </div>
      <div className="mt-12">
        <Section id="who" title="Who it is for">
          <div className="reading">
            <p>
              For people who take the LSAT and have to fit practice into a week that is full already. On a phone with
              one hand, or at a desk for hours. By keyboard and by screen reader throughout.
            </p>
          </div>
        </Section>
        <Section id="what" title="What you get">
          <div className="reading">
            <p>
              Drills by question type, timed sections in the exam’s own format, and a reason for each of the five
              choices: why the right one is right, and by name which trap each wrong one sets.
            </p>
            <p>
              Each question is original. It is written from scratch, then solved by somebody who has not seen the key.
              If the two disagree, it is not published.
            </p>
            <p>
              <strong>Where we are today:</strong> the question bank is being written, and there is nothing to drill
              yet. Accounts, plans and the API work now. This page will say so when the first questions are in.
            </p>
          </div>
        </Section>
        <Section id="exam" title="The exam that it trains for">
          <ExamFormat />
        </Section>
        <Section id="price" title="What it costs">
          <PriceSummary plans={plans} />
        </Section>
      </div>
    </Page>
  );
}
