import { randomUUID } from "node:crypto";
import { newId } from "@countersign/contracts";
import { ROLES } from "@countersign/core";
import { type Db, listAgents, listConnections, listKeys, listMembers } from "@countersign/db";
import { postgresAuditStore } from "@countersign/db/audit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appRouter } from "./router.ts";
import type { Caller, MatrixIds } from "./testing/matrix/case.ts";
import { everythingOf } from "./testing/matrix/everything-of.ts";
import { makeIds } from "./testing/matrix/make-ids.ts";
import { PROCEDURES } from "./testing/matrix/table.ts";
import {
  makeOrganization,
  openDashboard,
  type TestDashboard,
  type TestOrganization,
} from "./testing/test-organization.ts";
import { withoutTenantFilter } from "./testing/without-tenant-filter.ts";

const START_MS = 60_000;
const STORES = { listAgents, listConnections, listKeys, listMembers };

let dashboard: TestDashboard;
let acme: TestOrganization;
let globex: TestOrganization;
let foreign: MatrixIds;
let mutated: Db;
const seen = { mutations: 0 };

beforeAll(async () => {
  dashboard = await openDashboard();
  acme = await makeOrganization(dashboard, "acme");
  globex = await makeOrganization(dashboard, "globex");
  await makeIds(dashboard, acme);
  foreign = await makeIds(dashboard, globex);
  mutated = withoutTenantFilter(dashboard.services.db, seen);
}, START_MS);
afterAll(() => dashboard?.close());

describe("P3: with the application's tenant filter removed", () => {
  it.each(Object.keys(STORES))("%s of a role that row-level security binds shows no foreign row", async (name) => {
    const before = seen.mutations;
    const rows = await mutated.tenant(acme.id, (scope) => readAll(name, scope));
    expect(seen.mutations).toBeGreaterThan(before);
    expect(new Set(rows)).toEqual(new Set([acme.id]));
  });

  it.each(Object.keys(STORES))("%s would show them, were it not for row-level security", async (name) => {
    const open = withoutTenantFilter({ ...dashboard.services.db, tenant: asOwnerOfAll }, seen);
    const rows = await open.tenant(acme.id, (scope) => readAll(name, scope));
    expect(new Set(rows)).toEqual(new Set([acme.id, globex.id]));
  });

  it.each(Object.keys(PROCEDURES))(
    "%s shows nothing of another organization and changes nothing there",
    async (name) => {
      const before = await everythingOf(dashboard, globex.id);
      for (const role of ROLES) {
        const answer = await answerOf(name, callerOf(role));
        for (const id of [globex.id, ...Object.values(foreign)]) expect(answer).not.toContain(`"${id}"`);
        expect(answer).not.toContain("of globex");
      }
      expect(await everythingOf(dashboard, globex.id)).toEqual(before);
    },
  );
});

async function readAll(name: string, scope: Parameters<typeof listAgents>[0]): Promise<string[]> {
  const rows = await STORES[name as keyof typeof STORES](scope);
  return rows.map((row) => row.organizationId);
}

/** The worker's role names no organization, so its policies show all of them: the wall taken away. */
const asOwnerOfAll: Db["tenant"] = (organizationId, work) =>
  dashboard.worker.system(({ tx }) => work({ organizationId, tx }));

function callerOf(role: (typeof ROLES)[number]): Caller {
  const { userId, email } = acme.people[role];
  return appRouter.createCaller({
    services: { ...dashboard.services, db: mutated, audit: postgresAuditStore(mutated) },
    requestId: randomUUID(),
    actor: { kind: "user", userId, name: role, email, sessionId: newId("signInSession") },
  });
}

/** What a call with the other organization's ids comes back with, as text; refusals and faults show nothing either. */
async function answerOf(name: string, caller: Caller): Promise<string> {
  try {
    const answer = await PROCEDURES[name]?.call(caller, { organization: "acme", ids: foreign });
    return JSON.stringify(answer) ?? "";
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
