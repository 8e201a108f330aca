import { describe, expect, it } from "vitest";
import type { Caller } from "../identity/caller.ts";
import { operationRow, snapshotOf } from "../testing/snapshot.ts";
import { findOperation, listOperations } from "./tool-catalogue.ts";

const ALL = { connection: null };
const scout: Caller = {
  organizationId: "org_1",
  shard: 3,
  agent: { id: "agt_1", name: "scout", title: "Scout", tags: [], stopped: null },
  instance: { id: null, name: "default", isProved: false },
  keyId: "key_1",
  ip: null,
  connectionIds: null,
};
const names = (snapshot: ReturnType<typeof snapshotOf>, endpoint: { readonly connection: string | null } = ALL) =>
  listOperations(snapshot, endpoint, scout).map((each) => each.name);

const policy = (rules: string): string => `version: 1\nrules:\n${rules}`;

describe("the catalogue", () => {
  it("names tools by connection on the endpoint of all, and by their own names on one connection's", () => {
    const snapshot = snapshotOf();
    expect(names(snapshot)).toEqual(["first__echo", "second__echo"]);
    expect(names(snapshot, { connection: "second" })).toEqual(["echo"]);
    expect(names(snapshot, { connection: "nowhere" })).toEqual([]);
  });

  it("P19: finds by exactly the name it lists, and nothing by another endpoint's", () => {
    const snapshot = snapshotOf();
    expect(findOperation(snapshot, ALL, "second__echo")?.fullName).toBe("second.echo");
    expect(findOperation(snapshot, { connection: "second" }, "echo")?.fullName).toBe("second.echo");
    for (const name of ["echo", "second.echo", "second__ECHO", "second__", "__echo", "constructor", "toString", ""]) {
      expect(findOperation(snapshot, ALL, name)).toBeNull();
    }
    expect(findOperation(snapshot, { connection: "second" }, "second__echo")).toBeNull();
    expect(findOperation(snapshot, { connection: "first" }, "__proto__")).toBeNull();
  });

  it("P19: lists every tool under a name of at most 60 plain characters, by which it is found", () => {
    const odd = ["with space", "ünïcödé", "a__b", "x".repeat(100), `${"x".repeat(99)}y`, "dots.in.it", "__proto__"];
    const snapshot = snapshotOf({ operations: odd.map((name) => operationRow("con_1", name)) });
    const listed = listOperations(snapshot, ALL, scout);
    expect(listed).toHaveLength(odd.length);
    for (const { name, operation } of listed) {
      expect(name).toMatch(/^[A-Za-z0-9_.-]{1,60}$/);
      expect(findOperation(snapshot, ALL, name)).toBe(operation);
    }
  });

  it("leaves out what no rule can allow, and marks what needs a person; a condition over arguments still lists", () => {
    const rules = `
  - { id: ask, agents: [scout], operations: [first.echo], effect: require_approval, approval: { by: [role:owner], expires: 30m } }
  - { id: some, agents: [scout], operations: [second.echo], when: args.text == "yes", effect: allow }
  - { id: others, agents: [other], operations: [second.add], effect: allow }
`;
    const operations = [operationRow("con_1", "echo"), operationRow("con_2", "echo"), operationRow("con_2", "add")];
    const snapshot = snapshotOf({ policySource: policy(rules), operations });
    const seen = listOperations(snapshot, ALL, scout).map(({ name, visibility }) => [name, visibility]);
    expect(seen).toEqual([
      ["first__echo", "approval"],
      ["second__echo", "allowed"],
    ]);
    expect(findOperation(snapshot, ALL, "second__add")).not.toBeNull();
  });

  it("lists only the connections a key is meant for, and nothing when those are gone", () => {
    const listed = (...ids: string[]) =>
      listOperations(snapshotOf(), ALL, { ...scout, connectionIds: new Set(ids) }).map((each) => each.name);
    expect(listed("con_2")).toEqual(["second__echo"]);
    expect(listed("con_gone")).toEqual([]);
  });

  it("lists nothing without a policy, or with one that can't be read", () => {
    expect(names(snapshotOf({ policySource: null }))).toEqual([]);
    expect(names(snapshotOf({ policySource: "rules: [" }))).toEqual([]);
  });

  it("lists no tool whose definition waits for review, and none of a connection that was disconnected", () => {
    const operations = [operationRow("con_1", "echo", { state: "quarantined" }), operationRow("con_2", "echo")];
    expect(names(snapshotOf({ operations }))).toEqual(["second__echo"]);
    const gone = {
      id: "con_2",
      name: "second",
      title: "",
      kind: "mcp",
      url: "http://x",
      defaultSchema: null,
      disconnected: true,
      credential: null,
      limits: [],
    };
    expect(names(snapshotOf({ operations, connections: [gone] }))).toEqual([]);
  });
});
