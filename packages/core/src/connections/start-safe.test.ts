import { expect, test } from "vitest";
import { startSafeRules } from "./start-safe.ts";

const agents = ["outreach"];
const reads = { name: "search", class: "read" } as const;
const sends = { name: "send_email", class: "external" } as const;
const drops = { name: "drop.table", class: "destructive" } as const;

test("reads are allowed and everything else asks the owner or an admin for half an hour", () => {
  expect(startSafeRules({ connection: "demo", agents, operations: [reads, sends, drops] })).toEqual([
    { id: "demo-reads", agents, operations: ["demo.search"], effect: "allow" },
    {
      id: "demo-asks",
      agents,
      operations: ["demo.send_email", "demo.drop.table"],
      effect: "require_approval",
      approval: { by: ["role:owner", "role:admin"], expires: "30m" },
    },
  ]);
});

test("there is no rule for what a connection doesn't have", () => {
  expect(startSafeRules({ connection: "demo", agents, operations: [reads] }).map(({ id }) => id)).toEqual([
    "demo-reads",
  ]);
  expect(startSafeRules({ connection: "demo", agents, operations: [] })).toEqual([]);
});

test("a name that would be a glob gets no rule", () => {
  expect(startSafeRules({ connection: "demo", agents, operations: [{ name: "*", class: "read" }] })).toEqual([]);
});
