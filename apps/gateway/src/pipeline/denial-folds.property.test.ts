import type { RecordItem, RecordVerdict } from "@countersign/admission";
import type { CallRecord } from "@countersign/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DenialFolds } from "./denial-folds.ts";

const PLACE = { org: "org_1", shard: 0 };
let made = 0;

/** A denial of one of a few kinds; only what tells one call from the next differs within a kind. */
function denial(kind: number): CallRecord {
  made += 1;
  const record: Partial<CallRecord> = {
    id: `rec_${made}`,
    at: new Date(made).toISOString(),
    callId: `cal_${made}`,
    argumentsHash: `kind ${kind}`,
    outcome: "denied",
    latency: { gatewayMs: made, approvalMs: 0, upstreamMs: 0 },
    count: 1,
  };
  return record as CallRecord;
}

const ok: RecordVerdict = { kind: "OK", sequence: 1, sessionData: null, streamId: "1-1" };
const troubles: RecordVerdict[] = [
  { kind: "STALE", version: 9 },
  { kind: "COLD" },
  { kind: "UNAVAILABLE", reason: "gone" },
];

function bench(answers: RecordVerdict[] = []) {
  const recorded: { item: RecordItem; record: CallRecord }[] = [];
  let nowMs = 0;
  const folds = new DenialFolds({
    admission: {
      record: async (item) => {
        const answer = answers.shift() ?? ok;
        if (answer.kind === "OK") recorded.push({ item, record: JSON.parse(item.record) });
        return answer;
      },
    },
    now: () => nowMs,
    log: { warn: () => undefined },
  });
  /** As the pipeline does it; answers the id of the record that stands for the denial. */
  const deny = (kind: number): string => {
    const record = denial(kind);
    const shared = folds.note(record);
    if (shared !== null) return folds.add(shared, { place: PLACE, record, version: 1 });
    recorded.push({ item: { ...PLACE, snapshotVersion: 1, killKeys: [], callId: record.callId, record: "" }, record });
    return record.id;
  };
  const later = (ms: number) => {
    nowMs += ms;
  };
  return { folds, recorded, deny, later };
}

describe("identical denials", () => {
  it("the first ten of a second have a record each, the others share one with their count", async () => {
    const { folds, recorded, deny } = bench();
    const ids = Array.from({ length: 50 }, () => deny(1));
    await folds.close();
    expect(recorded.map(({ record }) => record.count)).toEqual([...Array.from({ length: 10 }, () => 1), 40]);
    expect(new Set(ids)).toEqual(new Set(recorded.map(({ record }) => record.id)));
  });

  it("the next second begins anew", async () => {
    const { folds, recorded, deny, later } = bench();
    for (let each = 0; each < 12; each += 1) deny(1);
    later(1_000);
    for (let each = 0; each < 12; each += 1) deny(1);
    await folds.close();
    expect(recorded.map(({ record }) => record.count).filter((count) => count > 1)).toEqual([2, 2]);
  });

  it("what is known to Redis by a newer version is recorded under that one", async () => {
    const { folds, recorded, deny } = bench([{ kind: "STALE", version: 9 }]);
    for (let each = 0; each < 11; each += 1) deny(1);
    await folds.close();
    expect(recorded.at(-1)?.item).toMatchObject({ snapshotVersion: 9, killKeys: [] });
  });

  it("every denial is counted once, whatever comes between, and its id leads to a record", async () => {
    const step = fc.oneof(
      fc.record({ deny: fc.integer({ min: 0, max: 2 }), times: fc.integer({ min: 1, max: 30 }) }),
      fc.record({ laterMs: fc.integer({ min: 1, max: 1_500 }) }),
    );
    const trouble = fc.array(fc.constantFrom(...troubles), { maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), trouble, async (steps, answers) => {
        const { folds, recorded, deny, later } = bench(answers);
        const told: string[] = [];
        const wanted = new Map<string, number>();
        for (const each of steps) {
          if ("laterMs" in each) later(each.laterMs);
          else {
            wanted.set(`kind ${each.deny}`, (wanted.get(`kind ${each.deny}`) ?? 0) + each.times);
            for (let time = 0; time < each.times; time += 1) told.push(deny(each.deny));
          }
        }
        await folds.close();
        const counted = new Map<string, number>();
        for (const { record } of recorded) {
          const kind = record.argumentsHash ?? "";
          counted.set(kind, (counted.get(kind) ?? 0) + record.count);
        }
        expect(counted).toEqual(wanted);
        expect(new Set(recorded.map(({ record }) => record.id))).toEqual(new Set(told));
      }),
      { numRuns: 25 },
    );
  });
});
