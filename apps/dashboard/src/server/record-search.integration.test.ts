import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refusalOf } from "./testing/refusal-of.ts";
import {
  makeOrganization,
  openDashboard,
  type TestDashboard,
  type TestOrganization,
} from "./testing/test-organization.ts";

let dashboard: TestDashboard;
let acme: TestOrganization;
const organization = "acme";

beforeAll(async () => {
  dashboard = await openDashboard();
  acme = await makeOrganization(dashboard, "acme");
}, 60_000);
afterAll(() => dashboard?.close());

describe("searches of records", () => {
  it("by arguments are for those who may read them", async () => {
    const search = { organization, args: ["to = x"] };
    for (const role of ["owner", "admin", "auditor"] as const) {
      expect((await acme.as(role).records.list(search)).records).toEqual([]);
      expect((await acme.as(role).records.facets(search)).total).toEqual({ count: 0, isMore: false });
    }
    const caller = acme.as("developer");
    const { list, facets, tail } = caller.records;
    for (const ask of [list, facets, tail]) {
      expect(await refusalOf(ask(search))).toMatchObject({ code: "auth.permission.missing" });
    }
  });

  it.each([
    [{ args: ["to ="] }, "args"],
    [{ args: Array.from({ length: 9 }, () => "to = x") }, "args"],
    [{ from: "0000-01-01T00:00:00Z" }, "from"],
    [{ minCostMicros: "99999999999999999999" }, "minCostMicros"],
    [{ minCostMicros: "9999999999999999999" }, "minCostMicros"],
    [{ text: "x".repeat(201) }, "text"],
  ])("%j is refused at its field", async (search, field) => {
    const refusal = await refusalOf(acme.as("owner").records.list({ organization, ...search }));
    expect(refusal).toMatchObject({ code: "request.body.invalid" });
    expect(JSON.stringify(refusal)).toContain(`"${field}`);
  });

  it.each([{ args: ['["\\u0000"] = "\\u0000"'] }, { label: "'\\" }, { text: "' & !x:*" }])(
    "%j finds nothing and breaks nothing",
    async (search) => expect((await acme.as("owner").records.list({ organization, ...search })).records).toEqual([]),
  );
});

describe("saved views", () => {
  const names = async (role: "owner" | "admin" | "developer" | "auditor") =>
    (await acme.as(role).views.list({ organization })).views.map(({ name, query, isOwn }) => [name, query, isOwn]);

  it("are a person's own until they are shared, and replaced by their name", async () => {
    const by = acme.as("developer").views;
    await by.save({ organization, name: " Denied ", query: "decision=deny", isShared: false });
    await by.save({ organization, name: "Denied", query: "decision=deny&agent=scout", isShared: false });
    const { id } = await by.save({ organization, name: "Failed", query: "outcome=failed", isShared: true });
    expect(await names("developer")).toEqual([
      ["Denied", "decision=deny&agent=scout", true],
      ["Failed", "outcome=failed", true],
    ]);
    expect(await names("auditor")).toEqual([["Failed", "outcome=failed", false]]);
    const taken = await refusalOf(
      acme.as("auditor").views.save({ organization, name: "Failed", query: "", isShared: true }),
    );
    expect(taken).toMatchObject({ code: "request.body.invalid" });
    const foreign = await refusalOf(acme.as("auditor").views.remove({ organization, id }));
    expect(foreign).toMatchObject({ code: "request.target.unknown" });
    await acme.as("admin").views.remove({ organization, id });
    expect(await names("auditor")).toEqual([]);
  });

  it.each([
    { name: "", query: "" },
    { name: "a\nb", query: "" },
    { name: "a\u202eb", query: "" },
    { name: "x", query: "a\u0000b" },
    { name: "x".repeat(81), query: "" },
  ])("%j is refused", async (view) => {
    const refusal = await refusalOf(acme.as("owner").views.save({ organization, ...view, isShared: false }));
    expect(refusal).toMatchObject({ code: "request.body.invalid" });
  });
});
