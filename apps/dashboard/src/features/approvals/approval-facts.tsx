import { formatUsd } from "@countersign/core";
import { type Fact, Facts, MoneyText, VisibleText } from "@countersign/ui";
import type { ApprovalDetail } from "#server/views/approval.ts";
import { ArgumentValue } from "./argument-value.tsx";

/** Everything that is sent if it is approved, what it costs, and what the agent says of it. */
export function ApprovalFacts({ approval }: { readonly approval: ApprovalDetail }) {
  const facts: Fact[] = approval.fields.map((field) => ({
    name: field.title,
    value: (
      <>
        <ArgumentValue field={field} />
        {field.isDeclared ? null : <span className="label"> not declared by the operation</span>}
      </>
    ),
  }));
  facts.push({ name: "Costs", value: <MoneyText amount={formatUsd(BigInt(approval.costMicros))} /> });
  facts.push({ name: "Operation", value: <span className="mono">{approval.operation}</span> });
  facts.push({ name: "Asked by", value: <AskedBy approval={approval} /> });
  if (approval.agentReason !== null) {
    facts.push({
      name: "Its reason",
      value: (
        <span className="muted">
          “<VisibleText>{approval.agentReason}</VisibleText>” <span className="faint">(the agent's own words)</span>
        </span>
      ),
    });
  }
  return <Facts facts={facts} />;
}

function AskedBy({ approval }: { readonly approval: ApprovalDetail }) {
  const client = [approval.clientName, approval.clientVersion].filter((part) => part !== null).join(" ");
  return (
    <>
      <VisibleText>{approval.agentTitle}</VisibleText>{" "}
      {approval.instanceName === "default" ? null : (
        <>
          <span className="faint">/ {approval.instanceName}</span>
          <span className="label"> {approval.instanceProved ? "proved by its own key" : "declared by the agent"}</span>
        </>
      )}
      {client === "" ? null : (
        <span className="label">
          {" "}
          by <VisibleText>{client}</VisibleText>
        </span>
      )}
    </>
  );
}
