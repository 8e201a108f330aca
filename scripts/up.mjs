// npm run up: from a fresh clone to a running platform. Plain Node: nothing is installed when it starts.
// npm run dev is the same from the sources, watching them. --reset starts over, --yes answers every question with yes.
import { parseArgs } from "node:util";
import { makeFolder, platformFiles, readJson } from "./platform/files.mjs";
import { install, requireNode } from "./platform/install.mjs";
import { endLeftovers, livingRun } from "./platform/leftovers.mjs";
import { bringUp } from "./platform/platform.mjs";
import { choosePorts, defaultPorts } from "./platform/ports.mjs";
import { postgresFolder } from "./platform/postgres.mjs";
import { findRedis } from "./platform/redis.mjs";
import { resetData } from "./platform/reset.mjs";
import { saySummary } from "./platform/summary.mjs";
import { createSupervisor } from "./platform/supervisor.mjs";
import { bold, dim, duration, red, say, step, yellow } from "./terminal/report.mjs";
import { checkout, stopRunning } from "./terminal/run.mjs";

const { values: options } = parseArgs({
  options: { dev: { type: "boolean" }, reset: { type: "boolean" }, yes: { type: "boolean", short: "y" } },
});
const files = platformFiles(`${checkout}/.local`);
const startedAt = Date.now();
const supervisor = createSupervisor({ files, restarts: false, onFailure: (error) => finish(1, error) });
let firstSignalAt;
let finishing = false;

for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 })) {
  process.on(signal, () => onSignal(code));
}

/** npm passes on the Ctrl-C that the terminal already sent us: what follows within a second is the same one. */
function onSignal(code) {
  if (firstSignalAt === undefined) {
    firstSignalAt = Date.now();
    void finish(code);
  } else if (Date.now() - firstSignalAt > 1000) {
    say(yellow("Ending everything at once."));
    stopRunning("SIGKILL");
    supervisor.kill();
    setTimeout(() => process.exit(code), 500);
  }
}

async function finish(code, error) {
  if (finishing) return;
  finishing = true;
  if (error) say(`\n${red(error.message)}`);
  stopRunning();
  if (supervisor.isEmpty()) process.exit(code);
  const stoppingSince = Date.now();
  say(dim("\nStopping: apps, then Redis, then Postgres. Your data stays."));
  await supervisor.stop();
  say(dim(`Stopped in ${duration(Date.now() - stoppingSince)}.`));
  process.exit(code);
}

async function main() {
  requireNode();
  const running = livingRun(files);
  if (running && !options.reset) return sayAlreadyUp(running);
  if (running) throw new Error("The platform is running: stop it with Ctrl-C before starting over.");
  say(bold("Countersign"));
  const left = await endLeftovers(files);
  if (left.length > 0) say(yellow(`  Ended what an interrupted run left behind: ${left.join(", ")}.`));
  if (options.reset) await resetData(files, { yes: options.yes });
  makeFolder(files.folder);
  await step("Packages", install);
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = process.env;
  const redis = redisUrl ? undefined : await findRedis({ yes: options.yes });
  const { ports, moved } = await choosePorts(Object.keys(defaultPorts));
  for (const line of moved) say(yellow(`  ${line}`));
  const own = { databaseUrl, redisUrl };
  const isDev = Boolean(options.dev);
  const up = await bringUp({ files, ports, redis, own, supervisor, dataDir: postgresFolder(files), isDev });
  saySummary(up, { ms: Date.now() - startedAt, isDev });
}

function sayAlreadyUp(running) {
  const up = readJson(files.up);
  if (up) saySummary(up, { alreadyUp: running.supervisor.pid });
  else say(`Another \`npm run up\` (process ${running.supervisor.pid}) is bringing the platform up.`);
  process.exit(0);
}

main().catch((error) => finish(1, error));
