import { createHash, randomUUID } from "node:crypto";
import { startRedis, type TestRedis } from "@countersign/testkit";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Admission } from "./admission.ts";
import { organizationPrefix } from "./keys.ts";
import { call, callsLimit, connectAdmission, openedPlace, settlement, spendLimit, tally } from "./test-calls.ts";

describe("what every request is checked for", () => {
  let redis: TestRedis;
  let admission: Admission;
  let inspector: Redis;

  beforeAll(async () => {
    redis = await startRedis();
    admission = await connectAdmission(redis.url);
    inspector = new Redis(redis.url);
  });
  afterAll(async () => {
    inspector?.disconnect();
    await admission?.close();
    await redis?.close();
  });

  const unopened = () => ({ org: `org_${randomUUID()}`, shard: 0 });

  describe("versions", () => {
    it("a snapshot behind the live version is STALE, for calls, checks and records", async () => {
      const place = await openedPlace(admission);
      await admission.raiseVersion(place, 3);
      const item = call(place, { snapshotVersion: 2 });
      const stale = { kind: "STALE", version: 3 };
      expect(await admission.admit(item)).toEqual(stale);
      expect(await admission.check(item)).toEqual(stale);
      expect(await admission.record({ ...item, record: "{}" })).toEqual(stale);
      expect((await admission.admit(call(place, { snapshotVersion: 3 }))).kind).toBe("OK");
    });

    it("a snapshot ahead raises the live version, which others then meet", async () => {
      const place = await openedPlace(admission);
      expect((await admission.admit(call(place, { snapshotVersion: 9 }))).kind).toBe("OK");
      expect(await admission.organizationState(place)).toMatchObject({ version: 9 });
      expect((await admission.admit(call(place, { snapshotVersion: 8 }))).kind).toBe("STALE");
    });

    it("the live version never falls", async () => {
      const place = await openedPlace(admission);
      await Promise.all([5, 2, 7, 3].map((version) => admission.raiseVersion(place, version)));
      expect(await admission.raiseVersion(place, 1)).toEqual({ kind: "RAISED", version: 7, isOpen: true });
    });

    it("raising during a burst: not one call of the old version is admitted after it is in force", async () => {
      const place = await openedPlace(admission);
      const other = await connectAdmission(redis.url);
      const before = [...Array(200)].map(() => admission.admit(call(place)));
      expect((await other.raiseVersion(place, 2)).kind).toBe("RAISED");
      const after = [...Array(200)].map((_, index) => (index % 2 ? admission : other).admit(call(place)));
      expect(tally(await Promise.all(after))).toEqual({ STALE: 200 });
      await Promise.all(before);
      await other.close();
    });
  });

  describe("cold", () => {
    it("an organization that was never opened is COLD, whatever version is raised", async () => {
      const place = unopened();
      expect((await admission.admit(call(place))).kind).toBe("COLD");
      expect(await admission.raiseVersion(place, 1)).toMatchObject({ isOpen: false });
      expect((await admission.admit(call(place))).kind).toBe("COLD");
      expect((await admission.settle(settlement(call(place)))).kind).toBe("COLD");
      expect((await admission.reapLapsed(place)).kind).toBe("COLD");
    });

    it("a sequence below the highest seen closes the organization for everyone", async () => {
      const place = await openedPlace(admission);
      const other = await connectAdmission(redis.url);
      await admission.admit(call(place));
      await admission.admit(call(place));
      await inspector.decr(`${organizationPrefix(place)}seq`);
      expect((await admission.check(call(place))).kind).toBe("COLD");
      expect((await other.admit(call(place))).kind).toBe("COLD");
      expect(await other.organizationState(place)).toMatchObject({ isOpen: false, sequence: null });
      await admission.openOrganization({ ...place, version: 1, kills: [], counters: [] });
      expect((await admission.admit(call(place))).kind).toBe("OK");
      expect((await other.admit(call(place))).kind).toBe("OK");
      await other.close();
    });

    it("opening rebuilds version, kills and counters from the ledger", async () => {
      const place = unopened();
      const limit = callsLimit(50n);
      const spend = spendLimit(1_000n, 100n);
      if (limit.kind !== "calls" || spend.kind !== "spend") throw new Error("wrong limits");
      const { id: windowId, endMs: windowEndMs } = limit.windows.present;
      const counters = [
        { ...limit, windowId, windowEndMs, value: 49n },
        { ...spend, windowId, windowEndMs, value: 900n },
      ];
      const opened = await admission.openOrganization({ ...place, version: 4, kills: ["agt_9"], counters });
      expect(opened).toMatchObject({ kind: "OPENED", version: 4 });
      const item = () => call(place, { snapshotVersion: 4, limits: [limit, spend] });
      expect((await admission.admit({ ...item(), killKeys: ["agt_9"] })).kind).toBe("KILLED");
      expect((await admission.admit(item())).kind).toBe("OK");
      expect(await admission.admit(item())).toMatchObject({ kind: "LIMITED", limitKind: "calls", used: 50n });
    });

    it("a sum that corrections took below zero opens as zero", async () => {
      const place = unopened();
      const limit = callsLimit(1n);
      if (limit.kind !== "calls") throw new Error("not a calls limit");
      const { id: windowId, endMs: windowEndMs } = limit.windows.present;
      const counters = [{ ...limit, windowId, windowEndMs, value: -3n }];
      await admission.openOrganization({ ...place, version: 1, kills: [], counters });
      const verdicts = await Promise.all([1, 2].map(() => admission.admit(call(place, { limits: [limit] }))));
      expect(tally(verdicts)).toEqual({ OK: 1, LIMITED: 1 });
    });

    it("opening an open organization changes nothing", async () => {
      const place = await openedPlace(admission);
      await admission.raiseVersion(place, 8);
      const again = await admission.openOrganization({ ...place, version: 2, kills: ["agt_1"], counters: [] });
      expect(again).toMatchObject({ kind: "ALREADY_OPEN", version: 8 });
      expect((await admission.admit(call(place, { snapshotVersion: 8 }))).kind).toBe("OK");
    });

    it("calls in flight at a rebuild keep their reservations on top of the ledger's sums", async () => {
      const place = await openedPlace(admission);
      const spend = spendLimit(1_000n, 300n);
      if (spend.kind !== "spend") throw new Error("not a spend limit");
      const flying = call(place, { limits: [spend] });
      await admission.admit(flying);
      await admission.closeOrganization(place);
      expect((await admission.admit(call(place))).kind).toBe("COLD");
      const { id: windowId, endMs: windowEndMs } = spend.windows.present;
      const counters = [{ ...spend, windowId, windowEndMs, value: 500n }];
      await admission.openOrganization({ ...place, version: 1, kills: [], counters });
      expect(await admission.admit(call(place, { limits: [spend] }))).toMatchObject({ kind: "LIMITED", used: 800n });
      await admission.settle({ ...settlement(flying), actualMicros: 0n });
      expect((await admission.admit(call(place, { limits: [spend] }))).kind).toBe("OK");
    });
  });

  describe("kill switches", () => {
    it("a pulled kill switch stops the very next call and lifting it lets calls through", async () => {
      const place = await openedPlace(admission);
      await admission.kill(place, ["agt_1", "con_7"]);
      expect(await admission.admit(call(place))).toEqual({ kind: "KILLED", which: "agt_1" });
      expect(await admission.admit(call(place, { killKeys: ["ins_1", "con_7"] }))).toEqual({
        kind: "KILLED",
        which: "con_7",
      });
      expect((await admission.admit(call(place, { killKeys: ["agt_2"] }))).kind).toBe("OK");
      await admission.lift(place, ["agt_1", "con_7"]);
      expect((await admission.admit(call(place))).kind).toBe("OK");
    });

    it("a kill pulled while an organization is cold holds once it is opened", async () => {
      const place = unopened();
      await admission.kill(place, [place.org]);
      await admission.openOrganization({ ...place, version: 1, kills: [], counters: [] });
      expect((await admission.admit(call(place))).kind).toBe("KILLED");
    });

    it("the calls already out are listed", async () => {
      const place = await openedPlace(admission);
      const item = call(place);
      await admission.admit(item);
      const { unknownRecord, callId } = item;
      expect(await admission.listInFlight(place)).toMatchObject({ calls: [{ callId, unknownRecord }] });
    });
  });

  describe("legacy sessions", () => {
    const idHash = () => createHash("sha256").update(randomUUID()).digest("hex");

    it("a session is found by its principal only, and dies when ended", async () => {
      const place = await openedPlace(admission);
      const hash = idHash();
      const data = '{"protocol":"2025-11-25"}';
      await admission.createSession({ ...place, idHash: hash, principal: "ins_1", data, ttlMs: 60_000 });
      const session = { idHash: hash, principal: "ins_1", ttlMs: 60_000 };
      expect(await admission.check({ ...call(place), session })).toMatchObject({ kind: "OK", sessionData: data });
      expect((await admission.admit(call(place, { session }))).kind).toBe("OK");
      const stolen = { ...session, principal: "ins_2" };
      expect((await admission.admit(call(place, { session: stolen }))).kind).toBe("NO_SESSION");
      expect(await admission.readSession(place, hash)).toEqual({ kind: "SESSION", principal: "ins_1", data });
      await admission.endSession(place, hash);
      expect((await admission.check({ ...call(place), session })).kind).toBe("NO_SESSION");
      expect(await admission.readSession(place, hash)).toEqual({ kind: "NO_SESSION" });
    });

    it("a session of another organization is not found", async () => {
      const [mine, theirs] = [await openedPlace(admission), await openedPlace(admission)];
      const session = { idHash: idHash(), principal: "ins_1", ttlMs: 60_000 };
      await admission.createSession({ ...mine, ...session, data: "" });
      expect((await admission.check({ ...call(theirs), session })).kind).toBe("NO_SESSION");
    });

    it("use keeps a session alive", async () => {
      const place = await openedPlace(admission);
      const hash = idHash();
      await admission.createSession({ ...place, idHash: hash, principal: "p", data: "", ttlMs: 1000 });
      await admission.check({ ...call(place), session: { idHash: hash, principal: "p", ttlMs: 90_000 } });
      expect(await inspector.pttl(`${organizationPrefix(place)}session:${hash}`)).toBeGreaterThan(80_000);
    });
  });

  describe("labels of policy sessions", () => {
    const session = { instanceId: "ins_1", personId: null };
    const sets = [{ label: "untrusted", forMs: 60_000, ruleId: "page" }];

    it("are no other session's: another instance, another person, another organization", async () => {
      const [place, foreign] = [await openedPlace(admission), await openedPlace(admission)];
      expect((await admission.admit(call(place, { labels: { session, sets } }))).kind).toBe("OK");
      const others = [
        { ...session, instanceId: "ins_2" },
        { ...session, personId: "usr_1" },
      ];
      for (const other of others) {
        expect((await admission.check({ ...call(place), labels: { session: other, seen: [] } })).kind).toBe("OK");
      }
      expect((await admission.check({ ...call(foreign), labels: { session, seen: [] } })).kind).toBe("OK");
    });

    it("make calls, checks and denials of a decision made with others RELABEL", async () => {
      const place = await openedPlace(admission);
      await admission.admit(call(place, { labels: { session, sets } }));
      const item = call(place, { labels: { session, seen: [] } });
      const relabel = { kind: "RELABEL", labels: ["untrusted"] };
      expect(await admission.admit(item)).toEqual(relabel);
      expect(await admission.check(item)).toEqual(relabel);
      expect(await admission.record({ ...item, record: "{}" })).toEqual(relabel);
      expect((await admission.admit({ ...item, labels: { session, seen: ["untrusted"] } })).kind).toBe("OK");
    });

    it("end with their time, by Redis' clock, and the decision made with them is made again", async () => {
      const place = await openedPlace(admission);
      const short = [{ label: "untrusted", forMs: 1, ruleId: "page" }];
      await admission.admit(call(place, { labels: { session, sets: short } }));
      const item = call(place, { labels: { session, seen: ["untrusted"] } });
      await expect.poll(() => admission.check(item)).toEqual({ kind: "RELABEL", labels: [] });
    });

    it("stay for the longest time that a rule gave them, and since when they first were there", async () => {
      const place = await openedPlace(admission);
      const held = async () => {
        const read = await admission.readLabels(place, [session]);
        return read.kind === "LABELS" ? read.labels[0]?.[0] : undefined;
      };
      await admission.admit(call(place, { labels: { session, sets } }));
      const first = await held();
      const short = [{ label: "untrusted", forMs: 5, ruleId: "other" }];
      await admission.admit(call(place, { labels: { session, sets: short } }));
      const second = await held();
      expect(second).toMatchObject({ untilMs: first?.untilMs, sinceMs: first?.sinceMs, ruleId: "other" });
      expect(second?.sequence).toBeGreaterThan(first?.sequence ?? 0);
    });

    it("of a call that outlived its gateway come back with its late end, though they were cleared", async () => {
      const place = await openedPlace(admission);
      const item = call(place, { labels: { session, sets } });
      const admitted = await admission.admit(item);
      await inspector.zadd(`${organizationPrefix(place)}leases`, "XX", 1, item.callId);
      await admission.reapLapsed(place);
      await admission.clearLabels(place, session, admitted.kind === "OK" ? admitted.sequence : 0);
      expect((await admission.check({ ...call(place), labels: { session, seen: [] } })).kind).toBe("OK");
      expect((await admission.amend(settlement(item))).kind).toBe("SETTLED_NOW");
      const check = await admission.check({ ...call(place), labels: { session, seen: [] } });
      expect(check).toEqual({ kind: "RELABEL", labels: ["untrusted"] });
    });

    it("that nobody has built are unknown, not none: nothing is decided until they are", async () => {
      const place = await openedPlace(admission);
      await inspector.del(`${organizationPrefix(place)}labelled`);
      expect(await admission.readLabels(place, [session])).toEqual({ kind: "LABELS", labels: [null] });
      expect((await admission.check({ ...call(place), labels: { session, seen: [] } })).kind).toBe("COLD");
      await admission.openOrganization({ ...place, version: 1, kills: [], counters: [] });
      expect((await admission.check({ ...call(place), labels: { session, seen: [] } })).kind).toBe("OK");
    });
  });

  describe("operations on hold", () => {
    it("stop with the settle that overran, and go on only when lifted up to it", async () => {
      const place = await openedPlace(admission);
      const [first, second] = [call(place), call(place)];
      await admission.admit(first);
      await admission.admit(second);
      const held = await admission.settle({ ...settlement(first), holds: "opn_1" });
      const next = { killKeys: [place.org, "opn_1"] };
      expect(await admission.admit(call(place, next))).toEqual({ kind: "KILLED", which: "opn_1" });
      await admission.settle({ ...settlement(second), holds: "opn_1" });
      const lift = { operationId: "opn_1", upToSequence: held.kind === "SETTLED_NOW" ? held.sequence : 0 };
      expect(await admission.liftHold(place, lift)).toEqual({ kind: "HELD" });
      expect((await admission.admit(call(place, next))).kind).toBe("KILLED");
      const later = { ...lift, upToSequence: Number.MAX_SAFE_INTEGER };
      expect(await admission.liftHold(place, later)).toEqual({ kind: "LIFTED" });
      expect((await admission.admit(call(place, next))).kind).toBe("OK");
    });
  });

  describe("bad input", () => {
    it("ids that could break out of a key are refused before anything is sent", async () => {
      const place = await openedPlace(admission);
      for (const org of ["a:b", "{s01}", "", "x".repeat(65), "a b"]) {
        await expect(admission.admit(call({ ...place, org }))).rejects.toThrow(RangeError);
      }
      for (const callId of ["a:b", "", "x".repeat(129), "a\nb"]) {
        await expect(admission.admit(call(place, { callId }))).rejects.toThrow(RangeError);
      }
      await expect(admission.admit(call({ ...place, shard: 4 }))).rejects.toThrow(RangeError);
      await expect(admission.admit(call({ ...place, shard: -1 }))).rejects.toThrow(RangeError);
      await expect(admission.kill(place, ["a:b"])).rejects.toThrow(RangeError);
      const session = { idHash: "short", principal: "p", ttlMs: 1 };
      await expect(admission.check({ ...call(place), session })).rejects.toThrow(RangeError);
      await expect(admission.useOnce({ hash: "short", ttlMs: 1 })).rejects.toThrow(RangeError);
    });

    it("a record over 64 KiB is refused", async () => {
      const place = await openedPlace(admission);
      const record = "x".repeat(64 * 1024 + 1);
      await expect(admission.record({ ...call(place), record })).rejects.toThrow(RangeError);
      await expect(admission.settle({ ...settlement(call(place)), record })).rejects.toThrow(RangeError);
    });
  });
});
