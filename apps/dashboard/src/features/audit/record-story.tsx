"use client";

import type { ActRecord, CallRecord } from "@countersign/contracts";
import {
  Banner,
  CopyButton,
  Facts,
  JsonDiffView,
  JsonView,
  Mark,
  Section,
  TimeText,
  VisibleText,
} from "@countersign/ui";
import Link from "next/link";
import { markOf } from "#features/calls/mark-of.ts";
import type { RecordDetail } from "#server/views/record.ts";
import { DecisionTrace } from "./decision-trace.tsx";
import { RecordApproval } from "./record-approval.tsx";
import { Body, CallFacts } from "./record-facts.tsx";
import { RecordNeighbours } from "./record-neighbours.tsx";
import { RecordProof } from "./record-proof.tsx";

interface RecordStoryProps {
  readonly detail: RecordDetail;
  readonly organization: string;
}

/** The whole story of a record: what was decided and why, what went out and came back, what it cost. */
export function RecordStory({ detail, organization }: RecordStoryProps) {
  const { record, row } = detail;
  const { mark, word } = markOf(row);
  return (
    <>
      <div className="muted mb-4 flex flex-wrap items-center justify-between gap-x-4">
        <TimeText at={record.at} className="mono" />
        <span className="flex flex-wrap items-center">
          <span className="mono break-all">{record.id}</span>
          <CopyButton text={record.id} label="Copy record id">
            Copy id
          </CopyButton>
          <CopyButton text={() => `${location.origin}/o/${organization}/audit/${record.id}`} label="Copy link">
            Copy link
          </CopyButton>
          <CopyButton text={() => JSON.stringify(record, null, 2)} label="Copy record as JSON">
            Copy JSON
          </CopyButton>
        </span>
      </div>
      <Mark kind={mark}>{word}</Mark>
      <h1 className="question">
        <span className="mono">{row.operation ?? row.action}</span>
      </h1>
      <p className="muted m-0">
        <VisibleText>{row.summary}</VisibleText>
      </p>
      {detail.erased ? <ErasedNotice erased={detail.erased} /> : null}
      {record.kind === "call" ? (
        <CallStory record={record} detail={detail} organization={organization} />
      ) : (
        <ActStory record={record} organization={organization} />
      )}
    </>
  );
}

function ErasedNotice({ erased }: { readonly erased: NonNullable<RecordDetail["erased"]> }) {
  return (
    <Banner tone="attention">
      Who called, arguments, result and free text were erased on <TimeText at={erased.at} />{" "}
      {erased.why === "retention" ? "by this organization's retention" : `by ${erased.by ?? "an owner"}, for a person`}.
      What is left stands in the signed tree as before; the proof below still holds.
    </Banner>
  );
}

const DECIDED = { allow: "Allowed", deny: "Denied", require_approval: "A person was asked" } as const;
const DECISION_MARK = { allow: "allow", deny: "deny", require_approval: "waiting" } as const;

interface CallStoryProps {
  readonly record: CallRecord;
  readonly detail: RecordDetail;
  readonly organization: string;
}

function CallStory({ record, detail, organization }: CallStoryProps) {
  const { hasBodies, row } = detail;
  const agentTitle = row.agentTitle ?? record.principal.agentName;
  return (
    <>
      <section className="mt-6" aria-labelledby="why">
        <div className="section-head">
          <h2 id="why">Why</h2>
          <span className="label">policy version {record.policyVersion}</span>
        </div>
        <p className="my-2">
          <Mark kind={DECISION_MARK[record.decision]}>{DECIDED[record.decision]}</Mark>
          {record.ruleIds.length > 0 ? (
            <>
              {" "}
              by <span className="mono">{record.ruleIds.join(", ")}</span>
            </>
          ) : null}
        </p>
        <ul className="m-0 list-none p-0">
          {record.reasons.map((reason) => (
            <li key={`${reason.ruleId}-${reason.text}`} className="border-b py-2">
              {reason.ruleId === null ? null : <span className="mono">{reason.ruleId} </span>}
              <span className="muted">
                <VisibleText>{reason.text}</VisibleText>
              </span>
            </li>
          ))}
        </ul>
        {record.errorDetail === null ? null : (
          <p className="my-2">
            <span className="muted">The agent was told: </span>
            <VisibleText>{record.errorDetail}</VisibleText> <span className="mono faint">{record.errorCode}</span>
          </p>
        )}
        {record.observed === undefined ? null : <Observed observed={record.observed} />}
        {record.approvalId === null ? null : <RecordApproval approvalId={record.approvalId} />}
        {hasBodies ? <DecisionTrace record={record} /> : null}
      </section>
      <CallFacts record={record} agentTitle={agentTitle} sequence={detail.sequence} />
      <RecordProof recordId={record.id} />
      {hasBodies ? (
        <>
          <Body title="Arguments" body={record.arguments} />
          <Body title="Result" body={record.result} />
        </>
      ) : (
        <p className="muted">Arguments and result are shown to owners, admins and auditors.</p>
      )}
      <RecordNeighbours record={record} organization={organization} />
      <Raw record={record} />
    </>
  );
}

/** What rules that are only observed would have decided. */
function Observed({ observed }: { readonly observed: NonNullable<CallRecord["observed"]> }) {
  return (
    <p className="my-2">
      <span className="muted">Would have been </span>
      <Mark kind={DECISION_MARK[observed.decision]}>{DECIDED[observed.decision].toLowerCase()}</Mark>
      {observed.ruleIds.length === 0 ? null : (
        <>
          {" "}
          by <span className="mono">{observed.ruleIds.join(", ")}</span>
        </>
      )}
      <span className="label"> observed only, nothing was held up</span>
    </p>
  );
}

/** The record as it is kept, for those who want it whole. */
function Raw({ record }: { readonly record: CallRecord | ActRecord }) {
  return (
    <details className="mt-6">
      <summary>The record as JSON</summary>
      <div className="mt-2">
        <JsonView value={record} label="The record as JSON" />
      </div>
    </details>
  );
}

function ActStory({ record, organization }: { readonly record: ActRecord; readonly organization: string }) {
  return (
    <>
      <Facts
        facts={[
          { name: "Done by", value: <VisibleText>{record.actor.name}</VisibleText> },
          { name: "Action", value: <span className="mono">{record.action}</span> },
          {
            name: "To",
            value: (
              <>
                {record.subject.kind} <VisibleText>{record.subject.name}</VisibleText>
              </>
            ),
          },
        ]}
      />
      {record.approvalId === null ? null : (
        <p>
          <Link href={`/o/${organization}/approvals/${record.approvalId}`}>The approval</Link>
        </p>
      )}
      <ActDetail detail={record.detail} />
      <RecordProof recordId={record.id} />
      <Raw record={record} />
    </>
  );
}

/** What an act changed, field by field, and whatever else it noted. */
function ActDetail({ detail }: { readonly detail: ActRecord["detail"] }) {
  const { before, after, ...rest } = detail;
  const hasChange = "before" in detail || "after" in detail;
  return (
    <>
      {hasChange ? (
        <Section title="What changed">
          <JsonDiffView label="What changed" before={before} after={after} />
        </Section>
      ) : null}
      {Object.keys(rest).length > 0 ? (
        <Section title="Details">
          <div className="mt-2">
            <JsonView value={rest} label="Details as JSON" />
          </div>
        </Section>
      ) : null}
    </>
  );
}
