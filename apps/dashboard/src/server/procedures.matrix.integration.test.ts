import { randomUUID } from "node:crypto";
import { ROLES, type Role } from "@countersign/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appRouter } from "./router.ts";
import type { MatrixIds, ProcedureCase } from "./testing/matrix/case.ts";
import { everythingOf } from "./testing/matrix/everything-of.ts";
import { unknownIds } from "./testing/matrix/ids.ts";
import { makeIds } from "./testing/matrix/make-ids.ts";
import { PROCEDURES } from "./testing/matrix/table.ts";
import { refusalOf } from "./testing/refusal-of.ts";
import {
  makeOrganization,
  openDashboard,
  type TestDashboard,
  type TestOrganization,
} from "./testing/test-organization.ts";

const START_MS = 60_000;
const NAMES = Object.keys(PROCEDURES);
const OF_ORGANIZATIONS = NAMES.filter((name) => Array.isArray(caseOf(name).may));
const OF_PERSONS = NAMES.filter((name) => caseOf(name).may === "person");

/** Answers that mean the call got past its permission. */
const NOT_PERMITTED = ["auth.permission.missing", "auth.credential.missing"];

let dashboard: TestDashboard;
let acme: TestOrganization;
let globex: TestOrganization;
let own: MatrixIds;
let foreign: MatrixIds;
let unknown: MatrixIds;

beforeAll(async () => {
  dashboard = await openDashboard();
  acme = await makeOrganization(dashboard, "acme");
  globex = await makeOrganization(dashboard, "globex");
  own = await makeIds(dashboard, acme);
  foreign = await makeIds(dashboard, globex);
  unknown = unknownIds();
}, START_MS);
afterAll(() => dashboard?.close());

describe("P1, P5: the table of procedures", () => {
  it("holds every procedure of the router, and no other", () => {
    expect(Object.keys(appRouter._def.procedures).sort()).toEqual([...NAMES].sort());
  });
});

describe.each(NAMES)("P1, P5: %s", (name) => {
  const procedure = caseOf(name);
  const may: readonly Role[] = Array.isArray(procedure.may) ? procedure.may : ROLES;
  const isOfOrganization = Array.isArray(procedure.may);

  it("answers ids of another organization exactly as ids of nothing, to every role", async () => {
    for (const role of may) {
      const caller = acme.as(role);
      const seen = await refusalOf(procedure.call(caller, { organization: "acme", ids: foreign }));
      const missing = await refusalOf(procedure.call(caller, { organization: "acme", ids: unknown }));
      expect({ role, answer: seen }).toEqual({ role, answer: missing });
    }
  });

  it("leaves everything of the other organization as it was", async () => {
    const before = await everythingOf(dashboard, globex.id);
    for (const role of may) {
      await refusalOf(procedure.call(acme.as(role), { organization: "acme", ids: foreign }));
      if (isOfOrganization) await refusalOf(procedure.call(acme.as(role), { organization: "globex", ids: foreign }));
    }
    expect(await everythingOf(dashboard, globex.id)).toEqual(before);
  });

  it.each(ROLES)("lets a member who is %s pass exactly when the table says so", async (role) => {
    const answer = await refusalOf(procedure.call(acme.as(role), { organization: "acme", ids: own }));
    expect(NOT_PERMITTED.includes(answer?.code ?? "")).toBe(!may.includes(role));
  });

  it("lets nobody in who isn't signed in, unless it is for anyone", async () => {
    const anonymous = appRouter.createCaller({ services: dashboard.services, actor: null, requestId: randomUUID() });
    const answer = await refusalOf(procedure.call(anonymous, { organization: "acme", ids: own }));
    expect(answer?.code === "auth.credential.missing").toBe(procedure.may !== "anyone");
  });
});

describe.each(OF_ORGANIZATIONS)("P1: %s, of an organization,", (name) => {
  const procedure = caseOf(name);

  it("answers another organization's name exactly as a name of nobody", async () => {
    for (const role of ROLES) {
      const other = await refusalOf(procedure.call(acme.as(role), { organization: "globex", ids: foreign }));
      const nobody = await refusalOf(procedure.call(acme.as(role), { organization: "nobody", ids: foreign }));
      expect(other).toEqual(nobody);
      expect(other).toMatchObject({ code: "request.target.unknown", status: 404 });
    }
  });
});

describe.each(OF_PERSONS)("P1: %s, a person's own,", (name) => {
  const procedure = caseOf(name);

  it("has nothing for a management token, which is nobody's account", async () => {
    const issued = { tokenId: own.tokenId, title: "ci", organizationId: acme.id, person: null } as const;
    const token = { kind: "token", role: "owner", ...issued } as const;
    const caller = appRouter.createCaller({ services: dashboard.services, actor: token, requestId: randomUUID() });
    const answer = await refusalOf(procedure.call(caller, { organization: "acme", ids: own }));
    expect(answer).toMatchObject({ code: "auth.credential.missing" });
  });
});

function caseOf(name: string): ProcedureCase {
  const procedure = PROCEDURES[name];
  if (!procedure) throw new Error(`no case for ${name}`);
  return procedure;
}
