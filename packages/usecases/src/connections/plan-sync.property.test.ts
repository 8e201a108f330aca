import { isJsonObject, type JsonObject, type JsonValue } from "@countersign/core";
import type { OperationChange, OperationRow } from "@countersign/db";
import fc from "fast-check";
import { expect, test } from "vitest";
import { definitionHashOf } from "./definition-hash.ts";
import { type DiscoveredTool, isEmptyPlan, planSync, type SyncPlan } from "./plan-sync.ts";

const NOW = new Date("2026-11-22T18:00:00Z");
const RUNS = { numRuns: 300 };

const json = fc.jsonValue({ maxDepth: 3, noUnicodeString: false }).map((value) => value as JsonValue);
const definition = fc
  .record({
    description: fc.string(),
    inputSchema: fc.dictionary(fc.string(), json),
    annotations: fc.dictionary(fc.string(), json),
  })
  .map((rest): JsonObject => ({ name: "look", ...rest }))
  .filter((each) => hasHash(each));

function hasHash(each: JsonObject): boolean {
  try {
    return definitionHashOf(each) !== "";
  } catch {
    return false;
  }
}

function toolOf(each: JsonObject): DiscoveredTool {
  return { name: "look", raw: JSON.stringify(each), definition: each };
}

/** The same value with the members of every object the other way round. */
function reordered(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(reordered);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reordered(member ?? null)]),
  );
}

function object(value: JsonValue): JsonObject {
  if (!isJsonObject(value)) throw new Error("not an object");
  return value;
}

/** The one operation as it is stored after a plan. */
function stored(row: OperationRow | null, plan: SyncPlan): OperationRow {
  const [added] = plan.added;
  if (added) {
    return {
      id: "opn_1",
      organizationId: "org_1",
      connectionId: "con_1",
      name: added.tool.name,
      class: added.class,
      isClassSet: false,
      priceMicros: null,
      definition: added.tool.raw,
      definitionHash: added.hash,
      state: added.isHeld ? "quarantined" : "active",
      candidate: added.isHeld ? added.tool.raw : null,
      candidateHash: added.isHeld ? added.hash : null,
      candidateAt: added.isHeld ? NOW : null,
      rejectedHash: null,
      heldSequence: null,
      heldAt: null,
      heldRecordId: null,
      heldReservedMicros: null,
      heldCostMicros: null,
      liftedSequence: null,
      position: added.position,
      createdAt: NOW,
    };
  }
  if (!row) throw new Error("nothing was added");
  const change: OperationChange = plan.changed[0]?.change ?? {};
  const known = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  return { ...row, ...known, ...(plan.gone.length > 0 ? { state: "gone" } : {}) };
}

function sync(row: OperationRow | null, offered: JsonObject | null, isKnown = true): OperationRow {
  const tools = offered === null ? [] : [toolOf(offered)];
  return stored(row, planSync(row ? [row] : [], tools, { isKnown, now: NOW }));
}

test("the same definition in another order is never a change", () => {
  fc.assert(
    fc.property(definition, (first) => {
      const row = sync(null, first, false);
      const plan = planSync([row], [toolOf(object(reordered(first)))], { isKnown: true, now: NOW });
      expect(isEmptyPlan(plan)).toBe(true);
    }),
    RUNS,
  );
});

test("every real change is held, with the pinned definition kept", () => {
  fc.assert(
    fc.property(definition, definition, (first, second) => {
      fc.pre(definitionHashOf(first) !== definitionHashOf(second));
      const row = sync(sync(null, first, false), second);
      expect(row).toMatchObject({
        state: "quarantined",
        definitionHash: definitionHashOf(first),
        candidateHash: definitionHashOf(second),
      });
    }),
    RUNS,
  );
});

test("whatever is offered, one after the other, only what a person has seen can be called", () => {
  const history = fc.array(fc.oneof(definition, fc.constant(null)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(definition, history, fc.boolean(), (first, offers, isKnown) => {
      let row = sync(null, first, isKnown);
      const seen = isKnown ? null : definitionHashOf(first);
      for (const offer of offers) {
        row = sync(row, offer);
        const hash = offer === null ? null : definitionHashOf(offer);
        expect(row.state).toBe(hash === null ? "gone" : hash === seen ? "active" : "quarantined");
        if (row.state === "quarantined") expect(row.candidateHash).toBe(hash);
      }
    }),
    RUNS,
  );
});
