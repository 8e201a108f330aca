import { randomBytes } from "node:crypto";
import { BASE62, formatKey, KEY_LENGTHS, parseKey } from "@countersign/core";
import { createDb } from "@countersign/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createAgent } from "../agents/create-agent.ts";
import { ACTOR, granted, openConfiguration, type TestConfiguration } from "../configuration/test-configuration.ts";
import { issueKey } from "./issue-key.ts";
import { rotateKey } from "./rotate-key.ts";

let world: TestConfiguration;

beforeAll(async () => {
  world = await openConfiguration();
});
afterAll(() => world.close());

/** Issues so many keys in an organization of its own; a tenth of them by rotation. */
async function issueMany(count: number): Promise<string[]> {
  const organization = await world.organization();
  const change = { organizationId: organization.id, actor: ACTOR };
  const agent = granted(await createAgent(world.deps, { ...change, name: "outreach", title: "Outreach" }));
  const texts: string[] = [];
  while (texts.length < count) {
    const issued = granted(await issueKey(world.deps, { ...change, agentId: agent.id, title: "CI" }));
    texts.push(issued.text.reveal());
    if (texts.length % 10 !== 0) continue;
    texts.push(granted(await rotateKey(world.deps, { ...change, keyId: issued.keyId, overlapMs: 0 })).text.reveal());
  }
  return texts;
}

/** Every row of every table, as text, as who owns the database sees it. */
async function dumpOfDatabase(): Promise<string> {
  const owner = createDb({ url: world.stores.database.url, poolSize: 1 });
  try {
    return await owner.global(async ({ tx }) => {
      const tables = await tx.$queryRaw<{ name: string }[]>`
        SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`;
      const texts: string[] = [];
      for (const { name } of tables) {
        const rows = await tx.$queryRawUnsafe<{ text: string }[]>(`SELECT t::text AS text FROM ${name} t`);
        texts.push(...rows.map((row) => row.text));
      }
      return texts.join("\n");
    });
  } finally {
    await owner.close();
  }
}

test("P9: of 1,000 issued keys no table holds one, nor the secret of one", { timeout: 120_000 }, async () => {
  const texts = (await Promise.all([issueMany(250), issueMany(250), issueMany(250), issueMany(250)])).flat();
  expect(new Set(texts).size).toBeGreaterThanOrEqual(1_000);
  const dump = await dumpOfDatabase();
  const parts = texts.map((text) => parseKey(text));
  // The dump is of the right database, and whole: every key's name stands in it.
  expect(parts.filter((part) => part && dump.includes(part.keyRef))).toHaveLength(texts.length);
  expect(texts.filter((text) => dump.includes(text))).toEqual([]);
  const secrets = parts.map((part) => part?.secret ?? "");
  const inOtherWords = (secret: string) => [
    secret,
    Buffer.from(secret).toString("hex"),
    Buffer.from(secret).toString("base64"),
  ];
  expect(secrets.filter((secret) => inOtherWords(secret).some((word) => dump.includes(word)))).toEqual([]);
});

test("P9: random text of a key's form is refused by its checksum, without asking anybody", () => {
  const random = (length: number): string =>
    Array.from(randomBytes(length), (byte) => BASE62[byte % BASE62.length]).join("");
  const good = formatKey({
    kind: "csk",
    organizationRef: random(KEY_LENGTHS.organizationRef),
    keyRef: random(KEY_LENGTHS.keyRef),
    secret: random(KEY_LENGTHS.secret),
  });
  expect(parseKey(good)).not.toBeNull();
  const [prefix, organizationRef = "", keyRef = "", tail = ""] = good.split("_");
  let accepted = 0;
  for (let round = 0; round < 100_000; round += 1) {
    const parts = [prefix, random(organizationRef.length), random(keyRef.length), random(tail.length)];
    if (parseKey(parts.join("_"))) accepted += 1;
  }
  expect(accepted).toBeLessThanOrEqual(10);
});
