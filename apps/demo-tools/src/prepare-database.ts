import { z } from "zod";
import { prepareDemoDatabase, READER_ROLE } from "./database/prepare-demo-database.ts";

// A program of its own, run once before the start: the server that runs agents' SQL never sees the owner's URL.
const settings = z
  .object({ DEMO_DATABASE_OWNER_URL: z.url(), DEMO_DATABASE_URL: z.url() })
  .transform(({ DEMO_DATABASE_OWNER_URL: ownerUrl, DEMO_DATABASE_URL }) => ({
    ownerUrl,
    reader: new URL(DEMO_DATABASE_URL),
  }))
  .refine(({ reader }) => reader.username === READER_ROLE && reader.password !== "", {
    error: `DEMO_DATABASE_URL must name the role ${READER_ROLE} and a password`,
  });

async function main(): Promise<void> {
  const parsed = settings.safeParse(process.env);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const { ownerUrl, reader } = parsed.data;
  await prepareDemoDatabase({
    ownerUrl,
    rolePassword: decodeURIComponent(reader.password),
    // The same from src/ and from dist/.
    sqlDirectory: new URL("../sql/", import.meta.url),
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`The demo database could not be prepared. ${error instanceof Error ? error.message : ""}\n`);
  process.exitCode = 1;
});
