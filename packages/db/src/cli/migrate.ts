/** `DATABASE_URL=… COUNTERSIGN_MASTER_KEY=… npx tsx packages/db/src/cli/migrate.ts`: brings the database up to date. */
import { migrate } from "../migrate/migrate.ts";

const { DATABASE_URL: ownerUrl, COUNTERSIGN_MASTER_KEY: masterKey } = process.env;
if (!ownerUrl || !masterKey) {
  process.stderr.write("Set DATABASE_URL (the owner's) and COUNTERSIGN_MASTER_KEY.\n");
  process.exit(2);
}
const startedMs = performance.now();
try {
  const { applied } = await migrate({ ownerUrl, masterKey });
  const took = `${Math.round(performance.now() - startedMs)} ms`;
  for (const name of applied) process.stdout.write(`applied ${name}\n`);
  process.stdout.write(applied.length === 0 ? `The database is up to date (${took}).\n` : `Done in ${took}.\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
// The schema engine leaves a timer of ten seconds behind, and nobody should wait for it.
process.exit(process.exitCode ?? 0);
