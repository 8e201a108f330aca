import { describe, expect, it } from "vitest";
import { recountLines } from "./recount-lines.ts";

describe("what a recount says", () => {
  const name = {
    kind: "spend",
    rule: "rul-1",
    limitName: "",
    scopeKind: "agent",
    scopeId: "agt_1",
    windowId: "total",
  } as const;

  it("names every counter that differs, with what is counted and what is true", () => {
    const said = recountLines("acme", {
      kind: "RECOUNTED",
      counters: 4,
      differences: [
        { key: "k", name, expected: 600n, actual: 7n },
        { key: "{s00}:org_1:limit:ff.total", name: null, expected: 0n, actual: 12n },
        { key: "k", name: { ...name, kind: "calls", limitName: "burst" }, expected: 3n, actual: null },
      ],
      ledgerFaults: [{ recordId: "rec_1", what: "missing" }],
      isMended: true,
    });
    expect(said).toBe(`acme: 4 counters, 3 differ, put right; 1 faults in the ledger.
  rul-1 spend agent agt_1 total: $0.000007 counted, $0.0006 in truth
  {s00}:org_1:limit:ff.total: 12 counted, 0 in truth
  rul-1 burst calls agent agt_1 total: no number counted, 3 in truth
  record rec_1: ledger entries missing
`);
  });

  it.each(["CLOSED", "BUSY", "UNKNOWN_ORGANIZATION"] as const)("says what to do when it is %s", (kind) => {
    expect(recountLines("acme", { kind })).toMatch(/^acme .+\n$/);
  });
});
