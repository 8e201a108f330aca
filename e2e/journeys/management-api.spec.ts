import { refusalSchema } from "@countersign/contracts";
import { management } from "../platform/management-api.ts";
import { expect, test } from "../platform/test.ts";

test("describes itself as OpenAPI, with every route of the contract", async ({ up }) => {
  const document = await (await fetch(`${up.dashboardUrl}/api/v1/openapi.json`)).json();
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining([
      "/records",
      "/records/{id}",
      "/approvals",
      "/approvals/{id}",
      "/approvals/{id}/approve",
      "/approvals/{id}/deny",
      "/policy",
      "/policy/validate",
      "/policy/publish",
      "/keys/{id}/revoke",
      "/agents",
    ]),
  );
});

test("answers a management token and nobody else", async ({ up }) => {
  const agents = await (await management(up, "/agents")).json();
  expect(agents.agents.map((agent: { name: string }) => agent.name)).toContain("sales-research");
  for (const authorization of [undefined, "Bearer csm_nonsense", `Bearer ${up.agents[0]?.key}`]) {
    const response = await fetch(`${up.dashboardUrl}/api/v1/agents`, {
      headers: authorization === undefined ? {} : { authorization },
    });
    expect(response.status).toBe(401);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
  }
});

test("an invalid policy is refused with line and fix, and nothing changes", async ({ up }) => {
  const before = await (await management(up, "/policy")).json();
  const source = before.source.replace("effect: allow", "effect: alow");
  const refused = await management(up, "/policy/publish", { source, message: "typo", baseVersion: before.version });
  expect(refused.status).toBe(422);
  const problem = refusalSchema.parse(await refused.json());
  expect(problem.code).toBe("policy.document.invalid");
  expect(problem.problems?.[0]?.line).toBeGreaterThan(1);
  expect(problem.problems?.[0]?.fix).toBeTruthy();
  expect(await (await management(up, "/policy")).json()).toEqual(before);
});

test("malformed bodies, unknown routes and unknown ids are problems of the registry", async ({ up }) => {
  const cases = [
    { response: await management(up, "/nowhere"), code: "request.target.unknown" },
    { response: await management(up, "/records/rec_nope"), code: "request.target.unknown" },
    { response: await management(up, "/records?limit=9999"), code: "request.body.invalid" },
    { response: await management(up, "/policy/publish", { source: 1 }), code: "request.body.invalid" },
  ];
  for (const { response, code } of cases) {
    expect(refusalSchema.parse(await response.json())).toMatchObject({ code, status: response.status });
  }
});
