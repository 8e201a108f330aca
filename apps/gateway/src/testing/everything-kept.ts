import { connect } from "node:net";
import { createDb } from "@countersign/db";

/** Every row of every table as text, as who owns the database sees it, by table. */
export async function dumpOfDatabase(ownerUrl: string): Promise<ReadonlyMap<string, string>> {
  const owner = createDb({ url: ownerUrl, poolSize: 1 });
  try {
    return await owner.global(async ({ tx }) => {
      const tables = await tx.$queryRaw<{ name: string }[]>`
        SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname NOT IN ('pg_catalog', 'information_schema')`;
      const dump = new Map<string, string>();
      for (const { name } of tables) {
        // Names come from the catalogue.
        const rows = await tx.$queryRawUnsafe<{ text: string }[]>(`SELECT t::text AS text FROM "${name}" t`);
        dump.set(name, rows.map((row) => row.text).join("\n"));
      }
      return dump;
    });
  } finally {
    await owner.close();
  }
}

/** Hears every command that Redis is given from now on, whole: what is kept only for a moment too. */
export async function listenToRedis(url: string): Promise<{ heard(): string; stop(): void }> {
  const { hostname, port, password } = new URL(url);
  const socket = connect(Number(port), hostname);
  let text = "";
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
  });
  socket.write(`${password === "" ? "" : `AUTH ${password}\r\n`}MONITOR\r\n`);
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.once("data", () => resolve());
  });
  return { heard: () => text, stop: () => socket.destroy() };
}
