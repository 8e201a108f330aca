import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's `prisma` folder. */
export const PRISMA_DIR = fileURLToPath(new URL("../../../../prisma", import.meta.url));

/** The data model, one entry a file, as the schema engine takes it. */
export async function readSchemaFiles(): Promise<{ path: string; content: string }[]> {
  const dir = join(PRISMA_DIR, "schema");
  const names = (await readdir(dir)).filter((name) => name.endsWith(".prisma")).sort();
  return Promise.all(
    names.map(async (name) => ({ path: join(dir, name), content: await readFile(join(dir, name), "utf8") })),
  );
}
