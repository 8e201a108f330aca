import { type Admission, createAdmission, type Place } from "@countersign/admission";
import { createDb, createWorkerDb, type Db, deriveRoleUrl, type WorkerDb } from "@countersign/db";
import { migrate } from "@countersign/db/migrate";
import { createMigratedDatabase, type MigratedDatabase, startRedis, type TestRedis } from "@countersign/testkit";
import { beginRestore, createOrganization, createUser, openOrganization } from "@countersign/usecases";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { run, runProcess } from "../../testing/run.ts";

/** Roles belong to the test cluster, so every suite must derive their passwords from the same key. */
const MASTER_KEY = "the same test master key in every suite of a cluster";

describe("commands that need the platform: recount, organization, restore", () => {
  let database: MigratedDatabase;
  let redis: TestRedis;
  let admission: Admission;
  let db: Db;
  let worker: WorkerDb;
  let place: Place;

  beforeAll(async () => {
    database = await createMigratedDatabase({
      migrate: async (url) => void (await migrate({ ownerUrl: url, masterKey: MASTER_KEY })),
    });
    redis = await startRedis();
    db = createDb({ url: deriveRoleUrl(database.url, "countersign_app", MASTER_KEY), poolSize: 2 });
    worker = createWorkerDb({ url: deriveRoleUrl(database.url, "countersign_worker", MASTER_KEY), poolSize: 2 });
    admission = createAdmission({ redisUrl: redis.url, shards: 1 });
    await admission.ready(5_000);
    place = await makeOrganization("acme");
    await makeOrganization("other");
    vi.stubEnv("DATABASE_URL", database.url);
    vi.stubEnv("REDIS_URL", redis.url);
    vi.stubEnv("COUNTERSIGN_MASTER_KEY", MASTER_KEY);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await Promise.all([admission?.close(), db?.close(), worker?.close()]);
    await redis?.close();
    await database?.close();
  });

  async function makeOrganization(name: string): Promise<Place> {
    const actor = { kind: "system", id: null, name: "Test" } as const;
    const owner = await createUser({ db }, { email: `owner@${name}.test`, name: "Ana" });
    if (!owner.ok) throw new Error(owner.refusal.detail);
    const deps = { db, hot: admission };
    const organization = { name, title: name, ownerUserId: owner.value.id, actor, shards: 1 };
    const made = await createOrganization(deps, organization);
    if (!made.ok) throw new Error(made.refusal.detail);
    const at = { org: made.value.id, shard: made.value.shard };
    await openOrganization({ db: worker, admission }, at);
    return at;
  }

  it("names a counter that was corrupted, mends it when told to, and then finds nothing", async () => {
    const limit = { id: "x", rule: "search", scope: { kind: "agent", id: "agt_1" }, kind: "spend" } as const;
    const key = admission.counterKeyOf(place, limit, "total");
    const counters = [{ key, by: 7_000_000n, windowEndMs: null }];
    await admission.mendCounters(place, { counters, ended: [], running: [] });
    const found = await runProcess(["recount"]);
    expect(found).toMatchObject({ code: 1, errors: "" });
    expect(found.output).toBe(`acme: 1 counters, 1 differ; 0 faults in the ledger.
  ${key}: 7000000 counted, 0 in truth
other: 0 counters, 0 differ; 0 faults in the ledger.
`);
    const other = await runProcess(["recount", "--organization", "other"]);
    expect(other).toMatchObject({ code: 0, output: "other: 0 counters, 0 differ; 0 faults in the ledger.\n" });
    const mended = await runProcess(["recount", "--organization", "acme", "--fix", "--json"]);
    expect(mended.code).toBe(0);
    expect(JSON.parse(mended.output)).toMatchObject({
      organization: "acme",
      isMended: true,
      differences: [{ key, expected: "0", actual: "7000000" }],
    });
    expect(await runProcess(["recount"])).toMatchObject({ code: 0 });
  });

  it("says what is missing: an organization that isn't there, an option that it doesn't know", async () => {
    const unknown = await runProcess(["recount", "--organization", "nobody"]);
    expect(unknown).toMatchObject({ code: 2, errors: "countersign: there is no organization nobody\n" });
    expect((await runProcess(["recount", "--repair"])).code).toBe(2);
  });

  it("P83: says what a restore has closed, and lets it run again", async () => {
    const restored = await makeOrganization("restored");
    expect((await run(["restore", "status"])).code).toBe(0);
    await beginRestore({ db: worker, admission }, restored, { seen: { version: 0, sequence: 0 }, kept: null });
    const told = await run(["restore", "status"]);
    expect(told).toMatchObject({ code: 1, output: expect.stringMatching(/^restored: closed since \S+Z, epoch 2\n$/) });
    expect(await run(["restore", "open", "restored"])).toMatchObject({ code: 0, output: "restored opens.\n" });
    const status = await run(["restore", "status", "restored"]);
    expect(status).toMatchObject({ code: 0, output: "restored: open, epoch 2\n" });
    expect(await run(["restore", "open", "restored"])).toMatchObject({ output: "restored wasn't closed.\n" });
    expect((await run(["restore", "open", "nobody"])).code).toBe(2);
    expect((await run(["restore", "open"])).code).toBe(2);
  });

  it("changes the key of signed heads, of one organization or of all, not twice before it is recorded", async () => {
    const rotated = await run(["audit", "rotate-key", "other"]);
    expect(rotated).toMatchObject({ code: 0, errors: "" });
    expect(rotated.output).toMatch(/^other: countersign\/org_\S+ gives way to countersign\/org_\S+\n$/);
    const all = await run(["audit", "rotate-key", "--all"]);
    expect(all.code).toBe(1);
    expect(all.output).toMatch(/^acme: /);
    expect(all.errors).toMatch(/^other: An earlier change/);
    for (const wrong of [[], ["acme", "--all"], ["nobody"]]) {
      expect((await run(["audit", "rotate-key", ...wrong])).code).toBe(2);
    }
  });

  it("suspends an organization and lets it go on, once each, and says why it can't", async () => {
    const suspend = ["organization", "suspend", "acme", "--reason", "unpaid"];
    expect(await runProcess(suspend)).toMatchObject({ code: 0, output: "acme is suspended.\n", errors: "" });
    const kills = async () => {
      const state = await admission.organizationState(place);
      return state.kind === "STATE" ? state.kills : state;
    };
    expect(await kills()).toEqual([place.org]);
    expect(await runProcess(suspend)).toMatchObject({ code: 0, output: "acme was suspended before.\n" });
    const resume = ["organization", "resume", "acme"];
    expect(await runProcess(resume)).toMatchObject({ code: 0, output: "acme goes on.\n", errors: "" });
    expect(await kills()).toEqual([]);
    const unknown = await runProcess(["organization", "resume", "nobody"]);
    expect(unknown).toMatchObject({ code: 2, errors: "countersign: there is no organization nobody\n" });
    expect((await runProcess(["organization", "suspend", "acme"])).errors).toContain("say why, with --reason");
  });
});
