import { newId } from "@countersign/contracts";
import { insertPasskey } from "@countersign/db";
import {
  addConnection,
  addDevice,
  addMember,
  addWebhook,
  createAgent,
  createSignInSession,
  createUser,
  enrolInstance,
  invite,
  issueKey,
  issueManagementToken,
  pullKill,
  saveRecordView,
  syncOperations,
} from "@countersign/usecases";
import { peopleDeps, secretDeps } from "../../deps.ts";
import { askApproval, openTestGrant, parkDelivery } from "../test-approval.ts";
import { must, type TestDashboard, type TestOrganization } from "../test-organization.ts";
import { makeSlackIds } from "../test-slack.ts";
import type { MatrixIds } from "./case.ts";

const SHARED_VIEW = { name: "Matrix", query: "decision=deny", isShared: true } as const;
const SYSTEM = { kind: "system", id: null, name: "matrix" } as const;

/** One thing of every kind in an organization, apart from those its own tests look at. */
export async function makeIds(dashboard: TestDashboard, organization: TestOrganization): Promise<MatrixIds> {
  const { services } = dashboard;
  const deps = secretDeps(services);
  const change = { organizationId: organization.id, actor: SYSTEM };
  const agent = must(await createAgent(deps, { ...change, name: "matrix", title: "Matrix" }));
  const instance = must(
    await enrolInstance(deps, { organizationId: organization.id, agentId: agent.id, name: "matrix-1" }),
  );
  const { keyId } = must(await issueKey(deps, { ...change, agentId: agent.id, instanceName: instance.name }));
  const { killId } = must(
    await pullKill(deps, { ...change, target: { kind: "instance", id: instance.id }, reason: "odd calls" }),
  );
  const connection = must(
    await addConnection(deps, { ...change, name: "matrix", title: "Matrix", url: "http://127.0.0.1:1/mcp" }),
  );
  const definition = { name: "look", inputSchema: { type: "object" } };
  must(
    await syncOperations(deps, {
      ...change,
      connectionId: connection.id,
      tools: [{ name: "look", raw: JSON.stringify(definition), definition }],
    }),
  );
  const user = must(await createUser(services, { email: `spare@${organization.name}.test`, name: "Spare" }));
  const member = must(await addMember(deps, { ...change, userId: user.id, role: "auditor" }));
  const { tokenId } = await issueManagementToken(peopleDeps(services), { ...change, title: "matrix", role: "auditor" });
  const { invitation } = must(
    await invite(deps, {
      ...change,
      actorRole: "owner",
      isMailed: false,
      email: `invited@${organization.name}.test`,
      role: "auditor",
    }),
  );
  const session = { userId: user.id, userName: user.name, ip: null, userAgent: null };
  const { sessionId } = await createSignInSession(services, session);
  const approvalId = await askApproval(dashboard, organization, { to: "matrix@partner.org" });
  return {
    agentId: agent.id,
    instanceId: instance.id,
    keyId,
    killId,
    connectionId: connection.id,
    operationId: await operationIdOf(dashboard, connection.id),
    approvalId,
    deliveryId: await parkDelivery(dashboard, organization, approvalId),
    grantId: await openTestGrant(dashboard, organization, approvalId),
    recordId: newId("record"),
    viewId: must(await saveRecordView(services, { organizationId: organization.id, ownerId: user.id, ...SHARED_VIEW }))
      .id,
    memberId: member.id,
    tokenId,
    invitationId: invitation.id,
    ...(await makeReceivers(dashboard, organization, user.id)),
    ...(await makeSlackIds(dashboard, organization, user.id)),
    sessionId,
    passkeyId: await keepPasskey(dashboard, user.id),
  };
}

async function operationIdOf(dashboard: TestDashboard, connectionId: string): Promise<string> {
  const { id } = await dashboard.worker.system(({ tx }) => tx.operation.findFirstOrThrow({ where: { connectionId } }));
  return id;
}

/** Where people and systems are told. */
async function makeReceivers({ services }: TestDashboard, { id: organizationId }: TestOrganization, userId: string) {
  const webhook = { organizationId, actor: SYSTEM, name: "matrix", url: "https://hooks.matrix.test/" };
  const { webhookId } = must(await addWebhook(secretDeps(services), webhook));
  const device = { endpoint: "https://push.matrix.test/1", p256dh: "B", auth: "A", device: "Phone" };
  const { deviceId } = must(await addDevice(services, { organizationId, userId, ...device }));
  return { webhookId, deviceId };
}

async function keepPasskey({ services }: TestDashboard, userId: string): Promise<string> {
  const id = newId("passkey");
  const made = { credentialId: id, publicKey: new Uint8Array([0]), counter: 0n, transports: [], name: "Spare" };
  await services.db.global((scope) => insertPasskey(scope, { id, userId, ...made }));
  return id;
}
