import path from "node:path";
import { createInterface } from "node:readline";
import { canEnter, makeFallbackFolder, serverIdentity } from "../postgres/reachable.mjs";
import { checkout } from "../terminal/run.mjs";
import { childFailure, startChild } from "./child.mjs";

/** Where the data lives: beside the rest, or where the server's user can reach it. */
export function postgresFolder(files) {
  if (canEnter(files.folder, serverIdentity())) return files.postgres;
  return path.join(makeFallbackFolder(checkout), "postgres");
}

/**
 * Starts Postgres under a launcher that stops it when we end, and waits until it accepts connections.
 * @param {{ port: number, password: string, dataDir?: string, logFolder: string, onStart: (child: object) => void }} options without `dataDir`, in a
 *   temporary folder that goes with it
 */
export async function startPostgres({ port, password, dataDir, logFolder, onStart }) {
  const where = dataDir ? ["--data-dir", dataDir] : ["--ephemeral"];
  const child = startChild({
    name: "postgres",
    command: process.execPath,
    args: [path.join(checkout, "scripts/postgres-server.mjs"), "--port", String(port), ...where],
    env: { POSTGRES_PASSWORD: password },
    logFolder,
    pipes: true,
  });
  onStart(child);
  const ready = new Promise((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
  const first = await Promise.race([ready, child.ended.then(() => undefined)]);
  if (first === undefined) throw childFailure(child, await child.ended);
  return { url: `postgres://postgres:${password}@127.0.0.1:${port}/countersign` };
}

/** The same server and credentials, another database. */
export function withDatabase(url, name) {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.toString();
}

/** Makes the databases that are missing; the URL's user must be allowed to. */
export async function ensureDatabases(url, names) {
  const { default: pg } = await import("pg");
  const own = new URL(url).pathname.slice(1);
  const client = new pg.Client({ connectionString: withDatabase(url, names.includes(own) ? "postgres" : own) });
  await client.connect();
  try {
    const { rows } = await client.query("SELECT datname FROM pg_database");
    const missing = names.filter((name) => !rows.some(({ datname }) => datname === name));
    for (const name of missing) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
