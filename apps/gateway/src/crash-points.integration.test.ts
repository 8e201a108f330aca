import { CRASH_POINTS, type CrashPoint } from "@countersign/telemetry";
import { isSoak, volume } from "@countersign/testkit";
import { recountLimits } from "@countersign/usecases";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { CrashField, PRICE_MICROS, type Victim } from "./testing/crash-field.ts";

const CAP = volume({ ci: 150, soak: 1_500 });
const AT_ONCE = 25;
const SOON = { timeout: 90_000, interval: 50 };
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

/** A few steps on every run, each with another victim; in a soak every step with each. */
const VICTIMS: readonly Victim[] = ["process", "redis", "postgres"];
const isGateways = (point: CrashPoint): boolean => point.startsWith("gateway.");
const CASES = VICTIMS.flatMap((victim, v) =>
  CRASH_POINTS.filter((_, p) => isSoak() || p % 9 === 3 * v).map((point) => ({ victim, point })),
);

describe("P40 and P47: something killed at each durable step", () => {
  let field: CrashField;

  beforeAll(async () => {
    field = await CrashField.make(CAP);
  });
  afterAll(() => field?.close());

  describe("a gateway passes", () => {
    let stopWorker: (() => Promise<unknown>) | null = null;

    beforeAll(async () => {
      const worker = await field.platform.startWorker();
      stopWorker = () => worker.close();
    });
    afterAll(() => stopWorker?.());

    it.each(CASES.filter(({ point }) => isGateways(point)))("$point, and it ends the $victim", ({ point, victim }) =>
      field.gatewayAt(point, victim),
    );
  });

  it.each(CASES.filter(({ point }) => !isGateways(point)))(
    "a worker passes $point, and it ends the $victim",
    ({ point, victim }) => field.workerAt(point, victim),
  );

  describe("afterwards", () => {
    it("every reservation is settled or released once its lease is over, and what is left of the cap can be used", async () => {
      await field.platform.startWorker();
      const { inspector, prefix } = field;
      for (const callId of await inspector.zrange(`${prefix}leases`, 0, -1)) {
        await inspector.zadd(`${prefix}leases`, "XX", 1, callId);
      }
      await expect
        .poll(async () => [await inspector.hlen(`${prefix}inflight`), await inspector.exists(`${prefix}open`)], SOON)
        .toEqual([0, 1]);
      for (let isReached = false; !isReached; ) {
        const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => field.say(field.agent)));
        const refused = answers.flatMap(({ decision }) => decision?.code ?? []);
        expect(new Set(refused)).toEqual(new Set(refused.length > 0 ? ["limit.calls.reached"] : []));
        isReached = refused.length > 0;
      }
      await expect.poll(() => inspector.xlen("{s00}:records"), SOON).toBe(0);
    });

    it("every effect has its record, and ran once", async () => {
      const calls = await storedCalls(field);
      const effects = field.fixture.calls().bodies.map(({ tool, arguments: sent }) => [tool, JSON.stringify(sent)]);
      expect(effects).toHaveLength(new Set(effects.map(String)).size);
      for (const effect of effects) {
        const own = calls.filter((call) => call.tool === effect[0] && call.arguments === effect[1]);
        expect(new Set(own.map(({ callId }) => callId)), String(effect)).toHaveProperty("size", 1);
        // What ended after its lease has the amendment too.
        expect(
          own.slice(0, -1).map(({ outcome }) => outcome),
          String(effect),
        ).toEqual(own.slice(1).map(() => "unknown"));
        expect(["succeeded", "unknown"], String(effect)).toContain(own.at(-1)?.outcome);
      }
    });

    it("every record that somebody was told of is there, in one sequence without gaps", async () => {
      const stored = await field.platform.system.system(
        ({ tx }) => tx.$queryRaw<{ id: string; sequence: bigint }[]>`
          SELECT id, sequence FROM audit_records WHERE "organizationId" = ${field.organization.place.org} ORDER BY sequence`,
      );
      const ids = new Set(stored.map(({ id }) => id));
      expect([...field.told].filter((id) => !ids.has(id))).toEqual([]);
      expect(stored.map(({ sequence }) => Number(sequence))).toEqual(stored.map((_, index) => index));
    });

    it("the cap was reached and not passed; counters, ledger and recount agree", async () => {
      const { platform, organization, inspector, prefix, fixture } = field;
      expect(fixture.calls().byTool["echo"]).toBeLessThanOrEqual(CAP);
      const sums = await platform.system.system(
        ({ tx }) => tx.$queryRaw<{ kind: string; used: bigint }[]>`
          SELECT kind, sum(amount)::bigint AS used FROM ledger_entries
          WHERE "organizationId" = ${organization.place.org} GROUP BY kind ORDER BY kind`,
      );
      expect(sums).toEqual([
        { kind: "calls", used: BigInt(CAP) },
        { kind: "spend", used: BigInt(CAP) * PRICE_MICROS },
      ]);
      const counters = await inspector.mget(...(await inspector.keys(`${prefix}limit:*`)));
      expect(counters.map(Number).sort((a, b) => a - b)).toEqual([CAP, CAP * Number(PRICE_MICROS)]);
      const deps = { db: platform.system, admission: platform.admission };
      const asked = { organizationId: organization.place.org, isFix: false, actor: organization.change.actor };
      expect(await recountLimits(deps, asked)).toMatchObject({ kind: "RECOUNTED", differences: [], ledgerFaults: [] });
    });
  });
});

interface StoredCall {
  readonly callId: string;
  readonly tool: string;
  /** Canonical JSON. */
  readonly arguments: string;
  readonly outcome: string;
}

/** The records of calls, in their order. */
function storedCalls({ platform, organization }: CrashField): Promise<StoredCall[]> {
  return platform.system.system(
    ({ tx }) => tx.$queryRaw<StoredCall[]>`
      SELECT record->>'callId' AS "callId", record->>'operationName' AS tool, outcome,
        record->'arguments'->>'text' AS arguments
      FROM audit_records WHERE "organizationId" = ${organization.place.org} AND kind = 'call' ORDER BY sequence`,
  );
}
