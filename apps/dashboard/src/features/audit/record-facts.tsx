import type { BoundedText, CallRecord } from "@countersign/contracts";
import { formatUsd } from "@countersign/core";
import { CopyButton, type Fact, Facts, formatMs, JsonView, TimeText, VisibleText } from "@countersign/ui";

interface CallFactsProps {
  readonly record: CallRecord;
  readonly agentTitle: string;
  /** Its place among the organization's records. */
  readonly sequence: string;
}

/** The numbers and names of a call: who, where, cost, latency, hashes. */
export function CallFacts({ record, agentTitle, sequence }: CallFactsProps) {
  const { principal, latency } = record;
  const client = [principal.clientName, principal.clientVersion].filter((part) => part !== null).join(" ");
  const facts: Fact[] = [
    {
      name: "Agent",
      value: (
        <>
          {agentTitle}
          {principal.instanceName === "default" ? null : (
            <>
              <span className="faint"> / {principal.instanceName}</span>
              <span className="label">
                {" "}
                {principal.instanceProved ? "proved by its own key" : "declared by the agent"}
              </span>
            </>
          )}
        </>
      ),
    },
    { name: "Operation", value: <span className="mono">{`${record.connectionName}.${record.operationName}`}</span> },
    {
      name: "Came by",
      value: <VisibleText>{[record.surface, client, principal.ip ?? ""].filter(Boolean).join(" · ")}</VisibleText>,
    },
    { name: "Cost", value: <Cost record={record} /> },
    {
      name: "Latency",
      value: (
        <span className="mono">
          {formatMs(latency.upstreamMs)} ms upstream · {formatMs(latency.gatewayMs)} ms gateway
          {latency.approvalMs > 0 ? ` · ${formatMs(latency.approvalMs)} ms waiting for a person` : ""}
        </span>
      ),
    },
  ];
  if (record.limits.length > 0) facts.push({ name: "Limits", value: <Limits record={record} /> });
  if (record.sessionLabels && record.sessionLabels.length > 0)
    facts.push({ name: "Its session had", value: <span className="mono">{record.sessionLabels.join(", ")}</span> });
  if (record.labels.length > 0)
    facts.push({ name: "Labels set", value: <span className="mono">{record.labels.join(", ")}</span> });
  if (record.count > 1) facts.push({ name: "Stands for", value: `${record.count} identical denials within a second` });
  if (record.argumentsHash) facts.push({ name: "As decided", value: <Hash text={record.argumentsHash} /> });
  if (record.forwardedHash) facts.push({ name: "As sent", value: <Hash text={record.forwardedHash} /> });
  facts.push({ name: "Record", value: <span className="num">number {Number(sequence).toLocaleString("en-US")}</span> });
  return <Facts facts={facts} />;
}

function Cost({ record }: { readonly record: CallRecord }) {
  if (record.unpriced) return <span>unpriced: nobody said what such a call costs</span>;
  const cost = formatUsd(BigInt(record.costMicros));
  const reserved = formatUsd(BigInt(record.reservedMicros));
  return (
    <span className="mono">
      {cost}
      {cost === reserved ? null : <span className="faint"> of {reserved} reserved</span>}
    </span>
  );
}

function Limits({ record }: { readonly record: CallRecord }) {
  return (
    <ul className="m-0 list-none p-0">
      {record.limits.map((limit) => (
        <li key={limit.id}>
          {limit.kind}{" "}
          <span className="mono">{limit.kind === "spend" ? formatUsd(BigInt(limit.amount)) : limit.amount}</span>{" "}
          <span className="faint">
            {[limit.name ?? limit.rule, `per ${limit.scope.kind}`, limit.windowId].filter(Boolean).join(" · ")}
            {limit.windowEndMs === null ? null : (
              <>
                {" · resets "}
                <TimeText at={new Date(limit.windowEndMs).toISOString()} />
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Hash({ text }: { readonly text: string }) {
  return (
    <span className="inline-flex flex-wrap items-center">
      <span className="mono break-all">{text}</span>
      <CopyButton text={text} label="Copy hash" />
    </span>
  );
}

/** Arguments or a result: as a tree when it is JSON, as text otherwise, with what was cut said plainly. */
export function Body({ title, body }: { readonly title: string; readonly body: BoundedText | null }) {
  return (
    <section className="mt-6">
      <div className="section-head mb-2">
        <h2>{title}</h2>
        {body ? <CopyButton text={body.text} label={`Copy: ${title.toLowerCase()}`} /> : null}
      </div>
      {body ? <BodyText title={title} body={body} /> : <p className="faint">none</p>}
    </section>
  );
}

function BodyText({ title, body }: { readonly title: string; readonly body: BoundedText }) {
  const value = parsed(body);
  return (
    <>
      {value === undefined ? (
        <div className="json">
          <VisibleText>{body.text}</VisibleText>
        </div>
      ) : (
        <JsonView value={value} label={title} />
      )}
      {body.isCut ? (
        <p className="label">
          Cut: {body.bytes.toLocaleString("en-US")} bytes in all, SHA-256{" "}
          <span className="mono break-all">{body.sha256}</span>
        </p>
      ) : null}
    </>
  );
}

function parsed(body: BoundedText): unknown {
  if (body.isCut) return undefined;
  try {
    return JSON.parse(body.text);
  } catch {
    return undefined;
  }
}
