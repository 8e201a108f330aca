import { mkdirSync } from "node:fs";
import { connect } from "node:net";
import { run } from "../terminal/run.mjs";
import { childFailure, startChild } from "./child.mjs";
import { delay } from "./processes.mjs";
import { findProgram, offerInstall } from "./programs.mjs";

const image = "redis:7-alpine";

/**
 * The way Redis will run here: a program of this machine, else (after asking) an installed one, else Docker.
 * @returns {Promise<{ kind: "program" | "docker", path: string }>}
 * @throws when there is no way; the message says what to do
 */
export async function findRedis({ yes }) {
  const program = () => findProgram("redis-server", "valkey-server");
  if (program()) return { kind: "program", path: program() };
  if ((await offerInstall("Redis", { apt: "redis-server", brew: "redis" }, { yes })) && program()) {
    return { kind: "program", path: program() };
  }
  const docker = findProgram("docker");
  // The client alone is no engine.
  if (docker && (await run(docker, ["info"])).code === 0) return { kind: "docker", path: docker };
  throw new Error(
    "Redis is missing. Install the package `redis-server` (Debian, Ubuntu: `sudo apt-get install redis-server`; macOS: " +
      "`brew install redis`), or start Docker, or set REDIS_URL, or run again with `-- --yes` to have it installed.",
  );
}

/** Starts Redis with an append-only file in `folder` and waits until it answers. */
export async function startRedis({ redis, port, folder, logFolder, onStart }) {
  mkdirSync(folder, { recursive: true });
  const settings = [
    "--save",
    "",
    "--appendonly",
    "yes",
    "--appendfsync",
    "everysec",
    "--maxmemory-policy",
    "noeviction",
  ];
  const child = startChild({ name: "redis", env: {}, logFolder, ...commandFor({ redis, port, folder, settings }) });
  onStart(child);
  const giveUpAt = Date.now() + (redis.kind === "docker" ? 180_000 : 15_000);
  while (!(await answers(port))) {
    if (child.hasEnded()) throw childFailure(child, await child.ended);
    if (Date.now() > giveUpAt) {
      await child.stop();
      throw childFailure(child, "did not answer in time");
    }
    await delay(50);
  }
  return { url: `redis://127.0.0.1:${port}` };
}

function commandFor({ redis, port, folder, settings }) {
  if (redis.kind === "program") {
    return { command: redis.path, args: ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, ...settings] };
  }
  const published = ["-p", `127.0.0.1:${port}:6379`, "-v", `${folder}:/data`];
  return { command: redis.path, args: ["run", "--rm", "--init", ...published, image, "redis-server", ...settings] };
}

/** Whether a PING is answered with PONG: during the load of its data Redis listens but does not serve. */
function answers(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    const finish = (ok) => {
      socket.destroy();
      resolve(ok);
    };
    socket.setTimeout(1000, () => finish(false));
    socket.once("error", () => finish(false));
    socket.once("connect", () => socket.write("PING\r\n"));
    socket.once("data", (data) => finish(data.toString().startsWith("+PONG")));
  });
}
