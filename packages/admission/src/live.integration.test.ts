import { startRedis, type TestRedis } from "@countersign/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Admission } from "./admission.ts";
import { call, connectAdmission, openedPlace } from "./test-calls.ts";

describe("live messages and the record stream", () => {
  let redis: TestRedis;
  let gateway: Admission;
  let worker: Admission;

  beforeAll(async () => {
    redis = await startRedis();
    gateway = await connectAdmission(redis.url);
    worker = await connectAdmission(redis.url);
  });
  afterAll(async () => {
    await gateway?.close();
    await worker?.close();
    await redis?.close();
  });

  it("a message reaches its organization's handlers in every process, and no other's", async () => {
    const [mine, theirs] = [await openedPlace(gateway), await openedPlace(gateway, 1)];
    const heard: string[] = [];
    await gateway.subscribeLive(mine, (message, org) => void heard.push(`gateway ${org === mine.org} ${message}`));
    await worker.subscribeLive(mine, (message) => void heard.push(`worker ${message}`));
    await gateway.subscribeLive(theirs, (message) => void heard.push(`theirs ${message}`));
    await worker.publishLive(mine, "one");
    await worker.publishLive(theirs, "two");
    await expect.poll(() => heard.sort()).toEqual(["gateway true one", "theirs two", "worker one"]);
  });

  it("all organizations of all shards can be heard at once", async () => {
    const places = [await openedPlace(gateway), await openedPlace(gateway, 3)];
    const heard: string[] = [];
    const stop = await worker.subscribeAllLive((message, org) => void heard.push(`${org} ${message}`));
    for (const place of places) await gateway.publishLive(place, "x");
    await expect.poll(() => heard.length).toBe(2);
    expect(heard).toEqual(places.map(({ org }) => `${org} x`));
    await stop();
  });

  it("what is ready to run is heard by every process, of all organizations of all shards", async () => {
    const places = [await openedPlace(gateway), await openedPlace(gateway, 3)];
    const heard: unknown[] = [];
    const stop = await gateway.subscribeReady((ready, place) => heard.push({ ...ready, ...place }));
    const notices = places.map((place, index) => ({ approvalId: `apr_${index}`, organizationRef: "ref", ...place }));
    for (const { approvalId, organizationRef, ...place } of notices) {
      await worker.announceReady(place, { approvalId, organizationRef });
    }
    await expect.poll(() => heard).toEqual(notices);
    await stop();
  });

  it("what came of a call is passed on to every process that listens, which are counted", async () => {
    const place = await openedPlace(gateway, 2);
    expect(await worker.passOutcome(place, "before")).toEqual({ kind: "PASSED", heardBy: 0 });
    const heard: unknown[] = [];
    const stop = await gateway.subscribeOutcomes((message, { org, shard }) => heard.push([message, org, shard]));
    expect(await worker.passOutcome(place, "after")).toEqual({ kind: "PASSED", heardBy: 1 });
    await expect.poll(() => heard).toEqual([["after", place.org, place.shard]]);
    await stop();
  });

  it("10,000 handlers of one organization are one subscription, and leave one by one", async () => {
    const place = await openedPlace(gateway);
    let heard = 0;
    const subscribe = () => gateway.subscribeLive(place, () => (heard += 1));
    const stops = await Promise.all(Array.from({ length: 10_000 }, subscribe));
    await worker.publishLive(place, "x");
    await expect.poll(() => heard).toBe(10_000);
    await Promise.all(stops.slice(1).map((stop) => stop()));
    await worker.publishLive(place, "x");
    await expect.poll(() => heard).toBe(10_001);
    await stops[0]?.();
    await stops[0]?.();
  });

  it("subscribing again right after the last handler left still hears", async () => {
    const place = await openedPlace(gateway);
    const heard: string[] = [];
    const stop = await gateway.subscribeLive(place, () => {});
    const [, second] = await Promise.all([stop(), gateway.subscribeLive(place, (message) => void heard.push(message))]);
    await worker.publishLive(place, "x");
    await expect.poll(() => heard).toEqual(["x"]);
    await second();
  });

  it("subscriptions survive a restart of Redis", async () => {
    const own = await startRedis();
    const admission = await connectAdmission(own.url);
    const place = { org: "org_1", shard: 0 };
    const heard: string[] = [];
    await admission.subscribeLive(place, (message) => void heard.push(message));
    await own.restart();
    await admission.ready(5_000);
    await expect
      .poll(async () => {
        await admission.publishLive(place, "again");
        return heard.length;
      })
      .toBeGreaterThan(0);
    await admission.close();
    await own.close();
  });

  it("a reader that waits gets the record as soon as it is written", async () => {
    const shard = 2;
    const place = await openedPlace(gateway, shard);
    const reading = worker.readRecords({ shard, after: "0-0", count: 10, blockMs: 10_000 });
    await gateway.record({ ...call(place), record: '{"a":1}' });
    expect(await reading).toMatchObject({ records: [{ org: place.org, kind: "recorded", record: '{"a":1}' }] });
    expect(await gateway.check(call(place))).toMatchObject({ kind: "OK" });
  });

  it("a reader that waits in vain comes back empty", async () => {
    expect(await worker.readRecords({ shard: 3, after: "0-0", count: 10, blockMs: 10 })).toEqual({
      kind: "RECORDS",
      records: [],
    });
  });

  it("reading goes on after the last id, in order", async () => {
    const shard = 1;
    const place = await openedPlace(gateway, shard);
    for (const text of ["1", "2", "3"]) await gateway.record({ ...call(place), record: text });
    const first = await worker.readRecords({ shard, after: "0-0", count: 2 });
    if (first.kind !== "RECORDS") throw new Error(first.kind);
    const rest = await worker.readRecords({ shard, after: first.records.at(-1)?.streamId ?? "", count: 10 });
    if (rest.kind !== "RECORDS") throw new Error(rest.kind);
    const all = [...first.records, ...rest.records];
    expect(all.map(({ record }) => record)).toEqual(["1", "2", "3"]);
    expect(all.map(({ sequence }) => sequence)).toEqual([...all.map(({ sequence }) => sequence)].sort((a, b) => a - b));
  });

  it("what is no stream id is refused", async () => {
    await expect(worker.trimRecords(0, "+")).rejects.toThrow(RangeError);
  });
});
