import { refusalSchema } from "@countersign/contracts";
import { ROLES, type Role } from "@countersign/core";
import { issueManagementToken } from "@countersign/usecases";
import type { OpenApiMeta } from "trpc-to-openapi";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { peopleDeps } from "./deps.ts";
import { handleManagementApi, MANAGEMENT_API } from "./management-api/handle.ts";
import { appRouter } from "./router.ts";
import { capturedInput } from "./testing/matrix/captured-call.ts";
import type { MatrixIds, MatrixTarget } from "./testing/matrix/case.ts";
import { everythingOf } from "./testing/matrix/everything-of.ts";
import { unknownIds } from "./testing/matrix/ids.ts";
import { makeIds } from "./testing/matrix/make-ids.ts";
import { PROCEDURES } from "./testing/matrix/table.ts";
import {
  makeOrganization,
  openDashboard,
  type TestDashboard,
  type TestOrganization,
} from "./testing/test-organization.ts";

const START_MS = 60_000;
const SYSTEM = { kind: "system", id: null, name: "test" } as const;

/** Procedures that automation has no use for: they belong to a person's own pages. */
const PAGES_ONLY: readonly RegExp[] = [
  /^(live|palette)\./,
  /^agents\.owners$/,
  /^approvals\.countWaiting$/,
  /^overview\.figures$/,
  /^push\.(devices|letDecide|subscribe|unsubscribe)$/,
  /^records\.choices$/,
  /^slack\.(begin|finish|link|readLink)$/,
  /^policy\.(draft|saveDraft|discardDraft|vocabulary)$/,
];

/** The router keeps its procedures by their whole path; its type shows them nested. */
const procedures = appRouter._def.procedures as unknown as Readonly<
  Record<string, { readonly _def: { readonly meta?: OpenApiMeta } }>
>;
const routes = Object.entries(procedures).flatMap(([name, procedure]) => {
  const { openapi } = procedure._def.meta ?? {};
  return openapi ? [{ name, method: openapi.method, path: openapi.path }] : [];
});

let dashboard: TestDashboard;
let globex: TestOrganization;
let own: MatrixIds;
let foreign: MatrixIds;
let unknown: MatrixIds;
const tokens = new Map<Role, string>();

beforeAll(async () => {
  // As it runs in use: outside production the adapter writes the whole OpenAPI document anew for every request.
  vi.stubEnv("NODE_ENV", "production");
  dashboard = await openDashboard();
  const acme = await makeOrganization(dashboard, "acme");
  globex = await makeOrganization(dashboard, "globex");
  [own, foreign, unknown] = [await makeIds(dashboard, acme), await makeIds(dashboard, globex), unknownIds()];
  for (const role of ROLES) {
    const token = { organizationId: acme.id, actor: SYSTEM, title: role, role };
    tokens.set(role, (await issueManagementToken(peopleDeps(dashboard.services), token)).text.reveal());
  }
}, START_MS);
afterAll(async () => {
  vi.unstubAllEnvs();
  await dashboard?.close();
});

it("every procedure of an organization that isn't a page's own is a route of the management API", () => {
  // What is a person's own, or for whoever comes in, is nothing that a token of an organization could do.
  const ofOrganizations = Object.keys(procedures).filter((name) => Array.isArray(caseOf(name).may));
  const missing = ofOrganizations.filter(
    (name) => !routes.some((route) => route.name === name) && !PAGES_ONLY.some((pattern) => pattern.test(name)),
  );
  expect(missing).toEqual([]);
});

describe.each(routes)("P2: $method $path", (route) => {
  const { may } = caseOf(route.name);
  const roles: readonly Role[] = Array.isArray(may) ? may : ROLES;

  it("answers ids of another organization exactly as ids of nothing, and changes nothing there", async () => {
    const before = await everythingOf(dashboard, globex.id);
    for (const role of roles) {
      const seen = await send(route, { organization: "acme", ids: foreign }, tokens.get(role));
      const missing = await send(route, { organization: "acme", ids: unknown }, tokens.get(role));
      expect({ role, ...seen }).toEqual({ role, ...missing });
    }
    expect(await everythingOf(dashboard, globex.id)).toEqual(before);
  });

  it("answers another organization's name exactly as a name of nobody", async () => {
    const other = await send(route, { organization: "globex", ids: foreign }, tokens.get("owner"));
    const nobody = await send(route, { organization: "nobody", ids: foreign }, tokens.get("owner"));
    expect(other).toEqual(nobody);
    expect(other.status).toBe(404);
  });

  it.each(ROLES)("lets a token with the rights of %s pass exactly when the table says so", async (role) => {
    const { code } = await send(route, { organization: "acme", ids: own }, tokens.get(role));
    expect(code === "auth.permission.missing").toBe(!roles.includes(role));
  });

  it("answers nobody without a management token", async () => {
    expect(await send(route, { organization: "acme", ids: own })).toMatchObject({ status: 401 });
    expect(await send(route, { organization: "acme", ids: own }, "csm_none")).toMatchObject({ status: 401 });
  });
});

function caseOf(name: string) {
  const found = PROCEDURES[name];
  if (!found) throw new Error(`no case for ${name}`);
  return found;
}

interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: string;
}

async function send(route: (typeof routes)[number], target: MatrixTarget, token?: string): Promise<Answer> {
  const input = await capturedInput(caseOf(route.name), target);
  const response = await handleManagementApi(dashboard.services, requestOf(route, input, token));
  const body = await response.text();
  const parsed: unknown = body === "" ? null : JSON.parse(body);
  return { status: response.status, code: refusalSchema.safeParse(parsed).data?.code, body };
}

function requestOf(
  { method, path }: (typeof routes)[number],
  input: Readonly<Record<string, unknown>>,
  token: string | undefined,
): Request {
  const rest: Record<string, unknown> = { ...input };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const value = rest[name];
    delete rest[name];
    return encodeURIComponent(String(value));
  });
  const url = new URL(`http://127.0.0.1${MANAGEMENT_API}${filled}`);
  const headers = new Headers(token === undefined ? {} : { authorization: `Bearer ${token}` });
  if (method === "GET" || method === "DELETE") {
    for (const [name, value] of Object.entries(rest)) url.searchParams.set(name, String(value));
    return new Request(url, { method, headers });
  }
  headers.set("content-type", "application/json");
  return new Request(url, { method, headers, body: JSON.stringify(rest) });
}
