import type { OrganizationSnapshot } from "@countersign/db";
import { compileSnapshot } from "../snapshot/compile-snapshot.ts";
import type { GatewaySnapshot } from "../snapshot/gateway-snapshot.ts";

const schema = { type: "object", properties: { text: { type: "string" } }, required: ["text"] };

/** An operation as stored. */
export function operationRow(
  connectionId: string,
  name: string,
  change: Partial<OrganizationSnapshot["operations"][number]> = {},
): OrganizationSnapshot["operations"][number] {
  const definition = { name, inputSchema: schema };
  return {
    id: `op_${connectionId}_${name}`,
    connectionId,
    name,
    class: "read",
    priceMicros: null,
    definition,
    definitionText: JSON.stringify(definition),
    definitionHash: "d".repeat(64),
    state: "active",
    position: 0,
    ...change,
  };
}

/** An organization in memory: agents `scout` and `other`, connections `first` and `second`. */
export function snapshotOf(change: Partial<OrganizationSnapshot> = {}): GatewaySnapshot {
  const owned = { ownerIsGone: false, stopsWithOwner: false, isArchived: false, parentAgentId: null, limits: [] };
  const reached = { title: "", kind: "mcp", url: "http://127.0.0.1:1/mcp", disconnected: false, credential: null };
  const connection = { ...reached, limits: [], defaultSchema: null };
  return compileSnapshot({
    organizationId: "org_1",
    name: "acme",
    title: "Acme",
    keyRef: "A".repeat(10),
    shard: 3,
    isSuspended: false,
    timeZone: "UTC",
    earlierTimeZones: [],
    snapshotVersion: 7n,
    policyVersion: 1,
    hotSequence: 0,
    policySource: 'version: 1\nrules: [{ id: all, agents: ["*"], operations: ["*.*"], effect: allow }]\n',
    agents: [
      { id: "agt_1", name: "scout", title: "Scout", tags: [], enrolUpTo: 5, ...owned },
      { id: "agt_2", name: "other", title: "Other", tags: [], enrolUpTo: 5, ...owned },
    ],
    instances: [],
    keys: [],
    connections: [
      { ...connection, id: "con_1", name: "first" },
      { ...connection, id: "con_2", name: "second" },
    ],
    operations: [operationRow("con_1", "echo"), operationRow("con_2", "echo")],
    kills: [],
    grants: [],
    ...change,
  });
}
