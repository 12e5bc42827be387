import { Fragment } from "react";
import format from "./exam-format.json" with { type: "json" };

/** The exam as four rules on a page: what is scored, what is not, where the break is. */
export function ExamFormat() {
  return (
    <figure>
      <div aria-hidden="true" className="flex items-end gap-1.5 text-sm text-quiet tabular-nums">
        {[1, 2, 3, 4].map((section) => (
          <Fragment key={section}>
            <div className="flex-1 border-t-4 border-ink pt-1">
              {section}
              <span className="hidden sm:inline">, {format.minutesPerSection} min</span>
            </div>
            {section === format.breakAfterSection ? (
              <div className="w-14 border-t-4 border-dotted border-edge pt-1 text-center">break</div>
            ) : null}
          </Fragment>
        ))}
      </div>
      <table className="mt-4 w-full text-left">
        <caption className="sr-only">The sections of the exam</caption>
        <thead className="text-sm text-quiet">
          <tr>
            <th scope="col" className="py-1 font-normal">
              Section
            </th>
            <th scope="col" className="py-1 text-right font-normal">
              How many
            </th>
            <th scope="col" className="py-1 pl-6 font-normal">
              Counts
            </th>
          </tr>
        </thead>
        <tbody>
          {format.sections.map((section) => (
            <tr key={section.name} className="border-t border-rule">
              <th scope="row" className="py-2 font-normal">
                {section.name}
              </th>
              <td className="py-2 text-right">{section.count}</td>
              <td className="py-2 pl-6">{section.scored ? "Scored" : "Not scored"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <figcaption className="mt-3 text-sm text-quiet">
        {format.minutesPerSection} minutes a section, {format.breakMinutes} minutes of break after section{" "}
        {format.breakAfterSection}. You are not told which section does not count. In use since {format.since}. Source:{" "}
        <a href={format.url}>{format.source}</a>, read {format.read}.
      </figcaption>
    </figure>
  );
}
