import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** Where a platform keeps what it knows, under one folder (`.local` in a checkout). */
export function platformFiles(folder) {
  const at = (...names) => path.join(folder, ...names);
  return {
    folder,
    secrets: at("secrets.json"),
    up: at("up.json"),
    run: at("run.json"),
    seed: at("seed.json"),
    logs: at("logs"),
    redis: at("redis"),
    mail: at("mail"),
    // Signed heads of the audit, beside the database that they are about.
    checkpoints: at("checkpoints"),
    postgres: at("postgres"),
  };
}

/** Makes the folder, open enough for the user Postgres runs as; what is secret in it has mode 0600. */
export function makeFolder(folder) {
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, 0o755);
}

/** Undefined when the file is missing or half-written. */
export function readJson(file) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Readers see the old content or the new one, never a part; only the owner may read it. */
export function writeJson(file, value) {
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

export function remove(file) {
  rmSync(file, { recursive: true, force: true });
}
