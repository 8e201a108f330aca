import { type FixtureMcpServer, startFixtureMcpServer, volume } from "@countersign/testkit";
import { rotateKey } from "@countersign/usecases";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Agent } from "./testing/agent.ts";
import { makeOrganization } from "./testing/organization.ts";
import { type Platform, startPlatform, type TestGateway } from "./testing/platform.ts";

const POLICY = `
version: 1
rules: [{ id: say, agents: [scout], operations: [fixture.echo], effect: allow }]
`;
const OVERLAP_MS = 2_500;
const ROTATIONS = 3;
const CALLERS = 8;
const CALLS = volume({ ci: 1_500, soak: 10_000 });
const PATIENCE_MS = volume({ ci: 60_000, soak: 180_000 });
/** An old key may be refused as early as this before its end, or answered as late after: clocks of two processes. */
const MARGIN_MS = 300;

interface Seen {
  readonly generation: number;
  /** UTC ms at which the call was sent. */
  readonly at: number;
  readonly until: number;
  readonly status: number;
}

describe("P11: rotation of a key", () => {
  let platform: Platform;
  let gateways: readonly TestGateway[];
  let fixture: FixtureMcpServer;

  beforeAll(async () => {
    platform = await startPlatform();
    fixture = await startFixtureMcpServer();
    gateways = [await platform.startGateway(), await platform.startGateway()];
  });
  afterAll(async () => {
    await platform?.close();
    await fixture?.close();
  });

  it(
    "P11: fails no call under load: old and new work for the window, then the old is dead",
    async () => {
      const organization = await makeOrganization(platform, { connections: { fixture }, policy: POLICY });
      const first = organization.agent().key;
      const keys = [{ id: first.id, text: first.text, endsAt: Number.POSITIVE_INFINITY }];
      const seen: Seen[] = [];
      let isOver = false;
      const callers = Array.from({ length: CALLERS }, async (_, index) => {
        const gateway = gateways[index % gateways.length];
        for (let turn = index; !isOver; turn += 1) {
          const generation = turn % keys.length;
          const key = keys[generation];
          if (!gateway || !key) throw new Error("no gateway or key");
          const at = Date.now();
          const { status } = await new Agent(gateway.url, key.text).call("fixture__echo", { text: "x" });
          seen.push({ generation, at, until: Date.now(), status });
        }
      });
      for (let round = 0; round < ROTATIONS; round += 1) {
        const old = keys[round];
        if (!old) throw new Error("no key");
        const rotated = await rotateKey(organization.deps, {
          ...organization.change,
          keyId: old.id,
          overlapMs: OVERLAP_MS,
        });
        if (!rotated.ok) throw new Error(rotated.refusal.detail);
        const { keyId, text, oldExpiresAt } = rotated.value;
        old.endsAt = oldExpiresAt.getTime();
        keys.push({ id: keyId, text: text.reveal(), endsAt: Number.POSITIVE_INFINITY });
        const pauseTill = Date.now() + OVERLAP_MS / 2;
        await expect
          .poll(() => Date.now() > pauseTill && seen.length * ROTATIONS > CALLS * (round + 1), { timeout: PATIENCE_MS })
          .toBe(true);
        expect(seen.some((each) => each.generation === round + 1)).toBe(true);
      }
      const lastEnd = (keys[ROTATIONS - 1]?.endsAt ?? 0) + 2 * MARGIN_MS;
      await expect
        .poll(() => seen.some((each) => each.generation === ROTATIONS - 1 && each.at > lastEnd), { timeout: 20_000 })
        .toBe(true);
      isOver = true;
      await Promise.all(callers);
      const endOf = (each: Seen) => keys[each.generation]?.endsAt ?? 0;
      const living = seen.filter((each) => each.until < endOf(each) - MARGIN_MS);
      const dead = seen.filter((each) => each.at > endOf(each) + MARGIN_MS);
      expect(living.filter((each) => each.status !== 200)).toEqual([]);
      expect(dead.filter((each) => each.status !== 401)).toEqual([]);
      expect(seen.length).toBeGreaterThan(CALLS);
      expect(new Set(dead.map((each) => each.generation))).toEqual(new Set([0, 1, 2]));
      expect(new Set(living.map((each) => each.generation)).size).toBe(ROTATIONS + 1);
    },
    (ROTATIONS + 2) * PATIENCE_MS,
  );
});
