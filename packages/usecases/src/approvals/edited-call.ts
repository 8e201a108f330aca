import { createHash } from "node:crypto";
import { argumentSummary, canonicalJson, isJsonObject, type JsonObject } from "@countersign/core";
import {
  type ApprovalRow,
  findAgent,
  findOrganization,
  findPolicyVersion,
  listOperations,
  type Revision,
  type TenantScope,
} from "@countersign/db";
import { storableText } from "@countersign/db/audit";
import { redactJson } from "@countersign/detect";
import { compilePolicy, type Decision, decide, parsePolicy } from "@countersign/policy";
import { readPolicyContext } from "../policy/policy-context.ts";
import { approvalRequirementSchema, inHours, nextAsking } from "./requirement.ts";

export type EditedCall =
  | { readonly ok: true; readonly revision: Revision }
  /** The policy denies it so, or it can't be decided; in a sentence. */
  | { readonly ok: false; readonly why: string };

/**
 * Decides an asked call anew with these arguments, by the policy as it reads now. Where it needs nobody's approval any
 * more, those who were asked still are: people look at it. The gateway decides it once more before it runs.
 */
export async function decideEdited(scope: TenantScope, row: ApprovalRow, args: JsonObject): Promise<EditedCall> {
  const operation = (await listOperations(scope, row.connectionId)).find((one) => one.name === row.operationName);
  if (operation?.definitionHash !== row.definitionHash || operation.state !== "active") {
    return { ok: false, why: "The operation's definition changed since the agent asked." };
  }
  const policyVersion = await findPolicyVersion(scope);
  const decision = policyVersion && (await decisionOf(scope, { row, args, source: policyVersion.source }));
  if (!decision) return { ok: false, why: "The policy can't be read now." };
  if (decision.decision === "deny") return { ok: false, why: `The policy denies it so: ${decision.message}` };
  const forwarded = redactJson(args, decision.redactions.arguments).value;
  if (!isJsonObject(forwarded)) throw new Error("redaction made something else of an object");
  const argumentsText = canonicalJson(forwarded);
  const definition: unknown = JSON.parse(operation.definition);
  const schema = isJsonObject(definition) ? definition["inputSchema"] : undefined;
  const asked = decision.approval && {
    requirementHash: sha256(decision.approval.content),
    ruleIds: [...decision.rules],
  };
  const requirement = inHours(
    approvalRequirementSchema.parse(decision.approval ?? row.requirement),
    row.requestedAt.getTime(),
  );
  return {
    ok: true,
    revision: {
      argumentsText,
      forwardedHash: sha256(argumentsText),
      summary: storableText(argumentSummary(isJsonObject(schema) ? schema : {}, forwarded)),
      priceMicros: decision.reserveMicros,
      policyVersion: policyVersion.version,
      expiresMs: decision.approval?.expiresMs ?? null,
      escalateMs: nextAsking(requirement, Number(row.escalatedMs)),
      requirement: JSON.parse(JSON.stringify(requirement)),
      runMode: decision.approval?.run ?? row.runMode,
      ...(asked ?? { requirementHash: row.requirementHash, ruleIds: row.ruleIds }),
    },
  };
}

interface Asked {
  readonly row: ApprovalRow;
  readonly args: JsonObject;
  readonly source: string;
}

async function decisionOf(scope: TenantScope, { row, args, source }: Asked): Promise<Decision | null> {
  const parsed = parsePolicy(source);
  const organization = await findOrganization(scope);
  const agent = await findAgent(scope, row.agentId);
  if (!parsed.ok || !organization || !agent) return null;
  const policy = compilePolicy(parsed.document, await readPolicyContext(scope, organization));
  const isProved = row.instanceProved && row.instanceId !== null;
  return decide(policy, {
    agent: { id: agent.id, name: agent.name, tags: agent.tags },
    instance: { id: isProved ? (row.instanceId ?? agent.id) : agent.id, name: row.instanceName, proved: isProved },
    person: row.personId,
    operation: `${row.connectionName}.${row.operationName}`,
    args,
    session: { labels: row.labels },
    nowMs: Date.now(),
  });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
