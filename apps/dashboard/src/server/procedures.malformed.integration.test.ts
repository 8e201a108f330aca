import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { appRouter } from "./router.ts";
import { capturedInput } from "./testing/matrix/captured-call.ts";
import type { Caller, MatrixIds } from "./testing/matrix/case.ts";
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
const MISSING = Symbol("missing");

/** What a field may be sent as by mistake or by malice. */
const VALUES: readonly unknown[] = [
  MISSING,
  null,
  7,
  -1.5,
  Number.NaN,
  true,
  "",
  " ",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "../../etc/passwd",
  "'; DROP TABLE agents; --",
  "x".repeat(200_000),
  {},
  [],
  [null],
  ["\u0000"],
  { toString: 1 },
];

let dashboard: TestDashboard;
let acme: TestOrganization;
let ids: MatrixIds;

beforeAll(async () => {
  dashboard = await openDashboard();
  acme = await makeOrganization(dashboard, "acme");
  ids = await makeIds(dashboard, acme);
}, START_MS);
afterAll(() => dashboard?.close());

it.each(Object.keys(PROCEDURES))("%s answers malformed input with a refusal that names the field", async (name) => {
  const procedure = PROCEDURES[name];
  if (!procedure) throw new Error(`no case for ${name}`);
  const input = await capturedInput(procedure, { organization: "acme", ids });
  const caller = acme.as("owner");
  for (const [path, malformed] of variants(input)) {
    // A fault isn't a refusal: it is thrown on, and fails the test.
    const answer = await refusalOf(callByName(caller, name, malformed)).catch((error: unknown) => {
      throw new Error(`${name} broke on a malformed ${path}`, { cause: error });
    });
    if (answer === undefined) continue;
    expect({ path, status: answer.status }).toEqual({ path, status: expect.toSatisfy(isRefusal) });
    if (answer.code === "request.body.invalid" && answer.problems !== undefined) {
      expect({ path, named: answer.problems.map((problem) => problem.path) }).toEqual({
        path,
        named: expect.arrayContaining([expect.stringMatching(/./)]),
      });
    }
  }
});

it("input that is no object at all is refused", async () => {
  const owner = { services: dashboard.services, requestId: randomUUID(), client: { ip: null, userAgent: null } };
  const caller = appRouter.createCaller({ ...owner, actor: null });
  for (const name of Object.keys(PROCEDURES)) {
    for (const input of [undefined, null, 7, "text", []]) {
      const answer = await refusalOf(callByName(caller, name, input));
      expect({ name, isRefused: answer !== undefined }).toEqual({ name, isRefused: true });
    }
  }
});

function isRefusal(status: number): boolean {
  return status >= 400 && status !== 500;
}

/** The input with one field, at any depth, put to each of the values. */
function* variants(input: Readonly<Record<string, unknown>>): Generator<readonly [string, unknown]> {
  for (const [key, value] of Object.entries(input)) {
    for (const wrong of VALUES) yield [key, withField(input, key, wrong)];
    if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
    for (const [path, inner] of variants({ ...value })) yield [`${key}.${path}`, { ...input, [key]: inner }];
  }
}

function withField(input: Readonly<Record<string, unknown>>, key: string, value: unknown): Record<string, unknown> {
  const { [key]: _old, ...rest } = input;
  return value === MISSING ? rest : { ...rest, [key]: value };
}

/** Calls a procedure by its path with input that its type wouldn't let through. */
function callByName(caller: Caller, name: string, input: unknown): Promise<unknown> {
  const called = name.split(".").reduce<unknown>((at, part) => Reflect.get(Object(at), part), caller);
  if (typeof called !== "function") throw new Error(`${name} is no procedure`);
  return Promise.resolve(called(input));
}
