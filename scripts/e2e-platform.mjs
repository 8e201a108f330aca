// A whole fresh platform for tests: node scripts/e2e-platform.mjs [--gateways N] [--scenario demo]
// Free ports, data in a temporary folder. When everything answers, standard output gets one line of JSON:
// { upFile, runFile, folder }. It goes, with its data, on SIGTERM, SIGINT or when standard input closes.
// An app that a test kills is started again on its port; runFile holds the processes' current numbers.
import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { platformFiles, remove } from "./platform/files.mjs";
import { endLeftovers } from "./platform/leftovers.mjs";
import { bringUp } from "./platform/platform.mjs";
import { chooseAnyPorts, defaultPorts } from "./platform/ports.mjs";
import { findRedis } from "./platform/redis.mjs";
import { createSupervisor } from "./platform/supervisor.mjs";
import { reportTo, say } from "./terminal/report.mjs";
import { stopRunning } from "./terminal/run.mjs";

const { values: options } = parseArgs({
  options: { gateways: { type: "string", default: "1" }, scenario: { type: "string", default: "demo" } },
});
reportTo(process.stderr);
const folder = mkdtempSync(path.join(tmpdir(), "countersign-e2e-"));
chmodSync(folder, 0o755);
const files = platformFiles(folder);
const supervisor = createSupervisor({ files, restarts: true, onFailure: (error) => finish(1, error) });
let finishing = false;

async function finish(code, error) {
  if (finishing) return;
  finishing = true;
  if (error) say(error.message);
  stopRunning();
  await supervisor.stop();
  await endLeftovers(files);
  if (code === 0) remove(folder);
  else say(`What was running left its logs in ${files.logs}`);
  process.exit(code);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void finish(0));
process.stdin.resume().once("end", () => void finish(0));

async function main() {
  const gateways = Array.from({ length: Number(options.gateways) }, (_, index) =>
    index === 0 ? "gateway" : `gateway-${index + 1}`,
  );
  const redis = await findRedis({ yes: false });
  const { slack: slackPort, ...ports } = await chooseAnyPorts([
    ...Object.keys(defaultPorts),
    ...gateways.slice(1),
    "slack",
  ]);
  // Nobody listens there until a journey starts its fake Slack.
  const slack = {
    port: slackPort,
    clientId: "100.200",
    clientSecret: randomBytes(16).toString("hex"),
    signingSecret: randomBytes(16).toString("hex"),
  };
  await bringUp({ files, ports, redis, supervisor, gateways, scenario: options.scenario, slack });
  process.stdout.write(`${JSON.stringify({ upFile: files.up, runFile: files.run, folder })}\n`);
}

main().catch((error) => finish(1, error));
