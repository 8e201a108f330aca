import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { tail } from "../terminal/report.mjs";
import { checkout, program, run } from "../terminal/run.mjs";

const stamp = path.join(checkout, "node_modules", ".countersign-build");
const roots = [
  "apps",
  "packages",
  "scripts/build",
  "prisma/schema",
  "package-lock.json",
  "tsconfig.base.json",
  "turbo.json",
];
const made = new Set([
  "node_modules",
  "dist",
  ".next",
  ".turbo",
  "generated",
  "coverage",
  "test-results",
  "next-env.d.ts",
]);
const results = [
  "apps/dashboard/.next/BUILD_ID",
  "apps/demo-tools/dist/main.mjs",
  "apps/gateway/dist/main.mjs",
  "apps/worker/dist/main.mjs",
];

/**
 * Generates and builds everything, unless no source changed since the last time.
 * @returns {Promise<{ note: string }>}
 * @throws when the build fails; the message holds its last lines
 */
export async function build({ logFile } = {}) {
  const hash = sourceHash();
  const isCurrent = existsSync(stamp) && readFileSync(stamp, "utf8") === hash;
  if (isCurrent && results.every((file) => existsSync(path.join(checkout, file)))) return { note: "nothing changed" };
  await turbo("build", logFile);
  const missing = results.filter((file) => !existsSync(path.join(checkout, file)));
  if (missing.length > 0) throw new Error(`The build passed but did not make ${missing.join(", ")}.`);
  writeFileSync(stamp, hash);
  return { note: "built" };
}

/** Generates code only, for watch mode. */
export async function generate({ logFile } = {}) {
  await turbo("generate", logFile);
  return { note: "" };
}

async function turbo(task, logFile) {
  const args = [program("turbo", "bin/turbo"), "run", task, "--output-logs=errors-only", "--concurrency=2"];
  const { code, output } = await run(process.execPath, args, { ...(logFile ? { logFile } : {}) });
  if (code !== 0) throw new Error(`The ${task} failed:\n${tail(output, 60)}`);
}

function sourceHash() {
  const hash = createHash("sha256");
  for (const root of roots) addTo(hash, path.join(checkout, root));
  return hash.digest("hex");
}

function addTo(hash, place) {
  const found = statSync(place, { throwIfNoEntry: false });
  if (found?.isFile()) hash.update(path.relative(checkout, place)).update("\0").update(readFileSync(place));
  if (!found?.isDirectory()) return;
  for (const name of readdirSync(place).sort()) {
    if (!made.has(name) && !/\.test\.tsx?$|\.md$/.test(name)) addTo(hash, path.join(place, name));
  }
}
