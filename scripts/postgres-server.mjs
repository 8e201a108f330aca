// Runs one Postgres server for its parent: node scripts/postgres-server.mjs --data-dir D [--port N]
// or, with data in a temporary folder that goes with the server: node scripts/postgres-server.mjs --ephemeral
// The password comes in POSTGRES_PASSWORD. Prints one line of JSON when ready; the server's log goes to stderr.
// Stops the server on SIGTERM, SIGINT or when standard input closes, so it never outlives a parent that was killed.
// With --comes-back a server that ends is started again on the same data and port, and another line is printed.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { startCluster } from "./postgres/cluster.mjs";
import { canEnter, serverIdentity } from "./postgres/reachable.mjs";

const { values } = parseArgs({
  options: {
    "data-dir": { type: "string" },
    port: { type: "string", default: "0" },
    ephemeral: { type: "boolean", default: false },
    "comes-back": { type: "boolean", default: false },
  },
});
const password = process.env.POSTGRES_PASSWORD;
if (!password) throw new Error("POSTGRES_PASSWORD is required");
if (!values["data-dir"] && !values.ephemeral) throw new Error("--data-dir or --ephemeral is required");
process.umask(0o022);
const temporary = values["data-dir"] ? undefined : temporaryFolder();
const dataDir = path.resolve(values["data-dir"] ?? path.join(temporary, "data"));

function temporaryFolder() {
  const parent = canEnter(tmpdir(), serverIdentity()) ? tmpdir() : "/var/tmp";
  const folder = mkdtempSync(path.join(parent, "countersign-postgres-"));
  chmodSync(folder, 0o755);
  return folder;
}

function removeTemporary() {
  if (temporary) rmSync(temporary, { recursive: true, force: true });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

let server;
let stopping = false;

function stop() {
  stopping = true;
  if (!server) return;
  server.kill("SIGINT");
  setTimeout(() => server.kill("SIGQUIT"), 8000).unref();
}

for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, stop);
// A parent that was killed no longer reads: its end is noticed on standard input, and there is still work to do.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
process.stdin.resume();
process.stdin.once("end", stop);
process.stdin.once("error", stop);

const port = Number(values.port) || (await freePort());
await run();

/** Starts the server and says so; resolves while it runs. */
async function run() {
  try {
    const durability = values.ephemeral ? (values["comes-back"] ? "process" : "none") : "machine";
    server = await startCluster({ dataDir, port, password, durability });
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    removeTemporary();
    process.exit(1);
  }
  server.stderr.pipe(process.stderr, { end: false });
  server.once("exit", (code) => {
    if (values["comes-back"] && !stopping) {
      void run();
      return;
    }
    removeTemporary();
    process.exit(stopping ? 0 : (code ?? 1) || 1);
  });
  if (stopping) stop();
  process.stdout.write(`${JSON.stringify({ port, pid: server.pid, dataDir })}\n`);
}
