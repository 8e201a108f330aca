import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { tail } from "../terminal/report.mjs";
import { checkout, run } from "../terminal/run.mjs";
import { readJson } from "./files.mjs";

const stamp = path.join(checkout, "node_modules", ".countersign-lock");

/** @throws when this Node is too old */
export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new Error(`Node 20.19 or newer is needed, this is ${process.versions.node}. Get it from https://nodejs.org.`);
}

/**
 * Installs what package-lock.json says, unless that is what is there.
 * @returns {Promise<{ note: string }>}
 * @throws when npm fails; the message holds its last lines
 */
export async function install() {
  const wanted = createHash("sha256")
    .update(readFileSync(path.join(checkout, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return { note: "nothing changed" };
  if (isInstalled()) {
    writeFileSync(stamp, wanted);
    return { note: "nothing changed" };
  }
  const { code, output } = await run("npm", ["ci", "--no-fund", "--no-audit"], {
    env: { npm_config_loglevel: "error" },
  });
  if (code === 127) throw new Error("npm is missing: it comes with Node from https://nodejs.org.");
  if (code !== 0) {
    throw new Error(
      `\`npm ci\` failed (${code}). If the network is the reason, run \`npm run up\` again.\n${tail(output)}`,
    );
  }
  writeFileSync(stamp, wanted);
  return { note: "packages installed" };
}

/** Whether every package of the lock that is not optional is there in its version, as npm noted it. */
function isInstalled() {
  const noted = readJson(path.join(checkout, "node_modules", ".package-lock.json"))?.packages;
  const wanted = readJson(path.join(checkout, "package-lock.json"))?.packages;
  if (!noted || !wanted) return false;
  return Object.entries(wanted).every(([place, entry]) => {
    if (!place.startsWith("node_modules/") || entry.optional || entry.devOptional || entry.peer) return true;
    return noted[place]?.version === entry.version || (entry.link && noted[place]?.link);
  });
}
