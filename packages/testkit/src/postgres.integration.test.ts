import { afterAll, beforeAll, expect, test } from "vitest";
import { createMigratedDatabase } from "./migrated-database.ts";
import { runOn, startPostgres, type TestPostgres } from "./postgres.ts";

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.close());

const count = (url: string) =>
  runOn(url, async (client) => Number((await client.query("SELECT count(*) AS n FROM made")).rows[0].n));

test("each database is its own", async () => {
  const [one, other] = await Promise.all([postgres.createDatabase(), postgres.createDatabase()]);
  await runOn(one.url, (client) => client.query("CREATE TABLE made (id int)"));
  await expect(count(one.url)).resolves.toBe(0);
  await expect(count(other.url)).rejects.toThrow("made");
});

test("migrations run once for many databases, and copies do not see each other", async () => {
  let migrations = 0;
  const migrate = async (url: string) => {
    migrations += 1;
    await runOn(url, (client) => client.query("CREATE TABLE made AS SELECT 1 AS id"));
  };
  const make = () => createMigratedDatabase({ migrate, key: "copies" });
  const databases = await Promise.all([make(), make(), make()]);
  const [first, second] = databases;
  if (!first || !second) throw new Error("no databases");
  await runOn(first.url, (client) => client.query("INSERT INTO made VALUES (2)"));
  expect([migrations, await count(first.url), await count(second.url)]).toEqual([1, 2, 1]);
  await Promise.all(databases.map((database) => database.close()));
});

test("a migration that fails leaves no template behind", async () => {
  const broken = createMigratedDatabase({ key: "broken", migrate: () => Promise.reject(new Error("bad migration")) });
  await expect(broken).rejects.toThrow("bad migration");
  const mended = await createMigratedDatabase({
    key: "broken",
    migrate: (url) => runOn(url, async (client) => void (await client.query("CREATE TABLE made (id int)"))),
  });
  await expect(count(mended.url)).resolves.toBe(0);
  await mended.close();
});
