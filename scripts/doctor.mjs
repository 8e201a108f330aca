// npm run doctor: what this machine lacks for `npm run up` and `npm test`, and how to get it. Changes nothing.
import { spawnSync } from "node:child_process";
import { existsSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { platformFiles } from "./platform/files.mjs";
import { requireNode } from "./platform/install.mjs";
import { livingRun } from "./platform/leftovers.mjs";
import { defaultPorts, isFree } from "./platform/ports.mjs";
import { findChromium, findProgram, installer } from "./platform/programs.mjs";
import { canEnter, fallbackFolder, serverIdentity } from "./postgres/reachable.mjs";
import { say, sayStep, yellow } from "./terminal/report.mjs";
import { checkout } from "./terminal/run.mjs";

const files = platformFiles(path.join(checkout, ".local"));
let missing = 0;

/** `required` things missing fail the doctor; the others only say what will happen instead. */
function report(name, { ok, note, remedy, required = true }) {
  sayStep(name, { ok: ok || !required, note });
  if (ok) return;
  if (required) missing += 1;
  say(yellow(`      ${remedy}`));
}

function versionOf(program) {
  return spawnSync(program, ["--version"], { encoding: "utf8" }).stdout?.trim().split("\n")[0] ?? "";
}

function howToInstall(packages, otherwise) {
  const commands = installer(packages);
  return commands ? `Install it: ${commands.map((command) => command.join(" ")).join(" && ")}` : otherwise;
}

function checkPrograms() {
  let nodeProblem = "";
  try {
    requireNode();
  } catch (error) {
    nodeProblem = error.message;
  }
  report("Node", { ok: !nodeProblem, note: process.versions.node, remedy: nodeProblem });
  for (const program of ["npm", "git"]) {
    const found = findProgram(program);
    report(program, { ok: found, note: found ? versionOf(found) : "missing", remedy: `Install ${program}.` });
  }
  const redis = findProgram("redis-server", "valkey-server");
  const docker = findProgram("docker");
  const redisNote = redis ?? (docker ? "missing, Docker will run it" : "missing");
  const redisHow = howToInstall({ apt: "redis-server", brew: "redis" }, "Install Redis 7 or Valkey, or set REDIS_URL.");
  report("Redis", { ok: redis || process.env.REDIS_URL, note: redisNote, remedy: redisHow, required: !docker });
  const chromium = findChromium();
  const chromiumHow = howToInstall({ apt: "chromium", brew: "--cask chromium" }, "Or: npx playwright install chromium");
  report("Chromium (for npm test)", {
    ok: chromium,
    note: chromium ?? "missing",
    remedy: chromiumHow,
    required: false,
  });
}

function checkCheckout() {
  const installed = existsSync(path.join(checkout, "node_modules", ".package-lock.json"));
  report("Packages", {
    ok: installed,
    note: installed ? "installed" : "",
    remedy: "`npm run up` installs them.",
    required: false,
  });
  const { bavail, bsize } = statfsSync(checkout);
  const freeGb = (bavail * bsize) / 1e9;
  report("Disk", { ok: freeGb > 3, note: `${freeGb.toFixed(0)} GB free`, remedy: "About 3 GB are needed." });
  const identity = serverIdentity();
  const reachable = canEnter(checkout, identity);
  const otherwise = `Postgres runs as another user, who can't enter this checkout: its files go to ${fallbackFolder(checkout)}.`;
  report("Data folder", {
    ok: reachable,
    note: reachable ? "within reach of Postgres" : "",
    remedy: otherwise,
    required: false,
  });
  report("Temporary folder", {
    ok: canEnter(tmpdir(), identity),
    note: tmpdir(),
    remedy: "Tests use /var/tmp instead.",
    required: false,
  });
  const umask = process.umask().toString(8).padStart(3, "0");
  report("umask", {
    ok: (process.umask() & 0o055) === 0,
    note: umask,
    remedy: "New files are private; that is dealt with.",
    required: false,
  });
}

async function checkPorts() {
  const run = livingRun(files);
  if (run) return report("Ports", { ok: true, note: `the platform is running (process ${run.supervisor.pid})` });
  const free = await Promise.all(Object.values(defaultPorts).map(isFree));
  const taken = Object.entries(defaultPorts).filter((_, index) => !free[index]);
  const words = taken.map(([part, port]) => `${port} (${part})`).join(", ");
  report("Ports", {
    ok: taken.length === 0,
    note: words ? `taken: ${words}` : "4600 to 4606 are free",
    remedy: "The next free ones will be used.",
    required: false,
  });
}

checkPrograms();
checkCheckout();
await checkPorts();
say(missing > 0 ? `${missing} missing` : "Nothing is missing: `npm run up`.");
process.exitCode = missing > 0 ? 1 : 0;
