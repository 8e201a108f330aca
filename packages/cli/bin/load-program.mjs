import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const cache = join(root, "node_modules/.cache/countersign-cli");

/** Installed packages that load files beside themselves, or native code, and so can't go into a bundle. */
const UNBUNDLED = [
  "@node-rs/*",
  "@prisma/*",
  "better-auth",
  "bullmq",
  "esbuild",
  "ioredis",
  "libpg-query",
  "pg",
  "pgsql-parser",
  "re2js",
  "undici",
];

/**
 * Loads the program, which is TypeScript. It is bundled when it is first run after a change of its sources, which takes
 * half a second, and starts at once afterwards. Nothing has to be built or kept in step by hand.
 */
export async function loadProgram() {
  const directory = join(cache, await fingerprint());
  const entry = join(directory, "main.mjs");
  if (!existsSync(entry)) await bundle(directory);
  return import(pathToFileURL(entry).href);
}

/** Names, sizes and times of everything that goes into the bundle. */
async function fingerprint() {
  const hash = createHash("sha256");
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  hash.update(String(stamp(join(root, "package-lock.json"))));
  const packages = join(root, "packages");
  for (const name of readdirSync(packages).sort()) addTree(join(packages, name, "src"), hash);
  return hash.digest("hex").slice(0, 20);
}

function addTree(directory, hash) {
  if (!existsSync(directory)) return;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "generated") addTree(path, hash);
    } else if (/\.(ts|json)$/.test(entry.name) && !entry.name.endsWith(".test.ts")) {
      hash.update(`${relative(root, path)} ${stamp(path)}\n`);
    }
  }
}

function stamp(path) {
  const { size, mtimeMs } = statSync(path);
  return `${size} ${mtimeMs}`;
}

/** Two that bundle at once each write their own and one of them stays. */
async function bundle(directory) {
  const { build } = await import("esbuild");
  const draft = `${directory}.${process.pid}`;
  mkdirSync(cache, { recursive: true });
  await build({
    absWorkingDir: root,
    entryPoints: { main: "packages/cli/src/main.ts" },
    outdir: draft,
    outExtension: { ".js": ".mjs" },
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
    },
    bundle: true,
    splitting: true,
    platform: "node",
    target: "node20",
    format: "esm",
    external: UNBUNDLED,
    logLevel: "warning",
  });
  for (const old of readdirSync(cache)) {
    const isOurs = join(cache, old) === draft;
    if (!isOurs && Date.now() - statSync(join(cache, old)).mtimeMs > 86_400_000)
      rmSync(join(cache, old), { recursive: true, force: true });
  }
  try {
    renameSync(draft, directory);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(directory)) throw error;
  }
}
