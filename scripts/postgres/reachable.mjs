import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import path from "node:path";

/**
 * Postgres refuses to run as root, so root runs it as another system user. Everyone else runs it as themselves.
 * @returns {{ uid: number, gid: number } | undefined} the ids to give a Postgres process; undefined when not root.
 */
export function serverIdentity() {
  if (process.platform === "win32" || userInfo().uid !== 0) return undefined;
  const found = idsOf("postgres");
  if (found) return found;
  spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"]);
  const made = idsOf("postgres") ?? idsOf("nobody");
  if (made) return made;
  throw new Error(
    "Postgres cannot run as root, and this machine has no other user to run it as: create the user `postgres`.",
  );
}

function idsOf(name) {
  const read = (flag) => {
    const answer = spawnSync("id", [flag, name], { encoding: "utf8" });
    return answer.status === 0 ? Number.parseInt(answer.stdout, 10) : undefined;
  };
  const uid = read("-u");
  const gid = read("-g");
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}

/** Whether a process with this identity can enter the folder: a checkout under a 0700 home is out of its reach. */
export function canEnter(folder, identity) {
  if (!identity) return true;
  const probe = spawnSync("/bin/sh", ["-c", 'test -r "$0" && test -x "$0"', folder], { ...identity, cwd: "/" });
  return probe.status === 0;
}

/** Where things go that Postgres must reach when the checkout itself is out of its reach; stable for a checkout. */
export function fallbackFolder(checkout) {
  const digest = createHash("sha256").update(path.resolve(checkout)).digest("hex").slice(0, 12);
  return path.join("/var/tmp", `countersign-${digest}`);
}

/**
 * Makes that folder.
 * @throws when someone else made it first: /var/tmp is everyone's, and what lies there would be theirs
 */
export function makeFallbackFolder(checkout) {
  const folder = fallbackFolder(checkout);
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  if (statSync(folder).uid !== process.getuid?.()) throw new Error(`${folder} belongs to someone else: remove it.`);
  chmodSync(folder, 0o755);
  return folder;
}
