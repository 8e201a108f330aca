import { newId } from "@countersign/contracts";
import { findApproval, insertGrant } from "@countersign/db";
import { endDelivery, listDeliveries } from "@countersign/db/channels";
import { planDeliveries, requestApproval } from "@countersign/usecases";
import type { TestDashboard, TestOrganization } from "./test-organization.ts";

interface AskedCall {
  readonly to: string;
  readonly by?: readonly string[];
  readonly body?: string;
  /** Who may decide by a mailed link. The call then costs nothing. */
  readonly emailLinks?: readonly string[];
}

/** A call of the organization's agent that waits for a person. Returns the approval's id. */
export async function askApproval(
  dashboard: TestDashboard,
  organization: TestOrganization,
  call: AskedCall,
): Promise<string> {
  const { to, by = ["role:admin", "role:owner"], body = "Hello", emailLinks = [] } = call;
  const hash = Buffer.from(to).toString("hex").padEnd(64, "0").slice(0, 64);
  const { approval } = await requestApproval(
    { db: dashboard.services.db },
    {
      organizationId: organization.id,
      principal: {
        agentId: organization.agentId,
        agentName: "outreach",
        instanceId: null,
        instanceName: "outreach-7",
        instanceProved: true,
        keyId: null,
        personId: null,
        clientName: "vitest",
        clientVersion: "4",
        ip: null,
      },
      agentTitle: "Outreach",
      connectionId: organization.connectionId,
      connectionName: "demo",
      operationName: "send_email",
      definitionHash: "d".repeat(64),
      surface: "mcp",
      argumentsText: JSON.stringify({ body, subject: "Follow-up: gripper samples", to }),
      argumentsHash: hash,
      forwardedHash: hash,
      priceMicros: emailLinks.length > 0 ? 0n : 1_000n,
      summary: `to: ${to}`,
      labels: [],
      agentReason: "Customer asked for the samples.",
      policyVersion: 1,
      ruleIds: ["email-needs-a-person"],
      requirement: {
        rules: [{ ruleId: "email-needs-a-person", by: [...by], emailLinks, quorum: 1, denyQuorum: 1, distinct: false }],
        separation: null,
        expiresMs: 1_800_000,
        onExpire: null,
        onDeny: null,
        notify: ["slack:#agent-approvals", "web"],
      },
      requirementHash: "e".repeat(64),
      runMode: "on_claim",
      idempotencyHash: newId("call"),
      linkedFromId: null,
    },
  );
  return approval.id;
}

/** Plans the messages of an approval and has Slack refuse the one to `#agent-approvals`. Returns its id. */
export async function parkDelivery(
  { worker }: TestDashboard,
  { id: organizationId }: TestOrganization,
  approvalId: string,
): Promise<string> {
  await planDeliveries({ db: worker, mostAnnounced: 1_000 }, { organizationId, approvalId }, { kind: "asked" });
  return worker.tenant(organizationId, async (scope) => {
    const [planned] = await listDeliveries(scope, approvalId);
    if (!planned) throw new Error("the approval has no messages");
    await endDelivery(scope, planned.id, { state: "parked", problem: "it has no such channel" });
    return planned.id;
  });
}

/** Opens a grant as if the approval had been approved with one. Returns its id. */
export async function openTestGrant(
  { services }: TestDashboard,
  { id: organizationId }: TestOrganization,
  approvalId: string,
): Promise<string> {
  return services.db.tenant(organizationId, async (scope) => {
    const approval = await findApproval(scope, approvalId);
    if (!approval) throw new Error("there is no such approval");
    const { agentId, agentName, instanceId, instanceName, connectionId, connectionName, operationName } = approval;
    const grant = await insertGrant(scope, {
      id: newId("grant"),
      approvalId,
      ...{ agentId, agentName, instanceId, instanceName, connectionId, connectionName, operationName },
      definitionHash: approval.definitionHash,
      requirementHash: approval.requirementHash,
      ruleIds: approval.ruleIds,
      labels: [],
      vary: ["subject"],
      fixedArguments: "{}",
      calls: 10,
      forMs: 3_600_000,
      granterIds: [],
      granterNames: ["Ana"],
    });
    if (!grant) throw new Error("the approval has a grant already");
    return grant.id;
  });
}
