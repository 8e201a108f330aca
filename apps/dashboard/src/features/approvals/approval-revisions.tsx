import { JsonDiffView, TimeText, VisibleText } from "@countersign/ui";
import type { ApprovalDetail } from "#server/views/approval.ts";

/** What people changed since the agent asked, each change with who made it. */
export function ApprovalRevisions({ revisions }: Pick<ApprovalDetail, "revisions">) {
  if (revisions.length < 2) return null;
  return (
    <section className="mt-6" aria-labelledby="revisions">
      <div className="section-head">
        <h2 id="revisions">Changed since the agent asked</h2>
      </div>
      {revisions.slice(1).map((revision, index) => (
        <div key={revision.revision} className="border-b py-2">
          <p className="muted m-0">
            Revision {revision.revision} by <VisibleText>{revision.editorName ?? ""}</VisibleText>,{" "}
            <TimeText at={revision.at} />. Votes before it don't count.
          </p>
          <JsonDiffView
            label={`What revision ${revision.revision} changed`}
            before={JSON.parse(revisions[index]?.argumentsText ?? "{}")}
            after={JSON.parse(revision.argumentsText)}
          />
        </div>
      ))}
    </section>
  );
}
