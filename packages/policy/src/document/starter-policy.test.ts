import { expect, it } from "vitest";
import { compilePolicy } from "../decision/compile-policy.ts";
import { decide } from "../decision/decide.ts";
import { DEMO_CONTEXT, demoCall } from "../fixtures/demo-policy.ts";
import { validatePolicy } from "../validation/validate-policy.ts";
import { parsePolicy } from "./parse-policy.ts";
import { starterPolicy } from "./starter-policy.ts";

it("is valid for what is connected, allows reads and asks for the rest", () => {
  const parsed = parsePolicy(starterPolicy(DEMO_CONTEXT));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  expect(validatePolicy(parsed.document, DEMO_CONTEXT)).toEqual([]);
  const policy = compilePolicy(parsed.document, DEMO_CONTEXT);
  expect(decide(policy, demoCall("demo.search_web", { query: "x" })).decision).toBe("allow");
  expect(decide(policy, demoCall("demo.send_email", { to: "a@b.io" })).decision).toBe("require_approval");
});

it("is valid while nothing is connected", () => {
  const parsed = parsePolicy(starterPolicy({ operations: [] }));
  expect(parsed).toMatchObject({ ok: true, document: { rules: [] } });
});
