import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline/promises";
import { tail } from "../terminal/report.mjs";
import { run } from "../terminal/run.mjs";

/** The full path of the first of these programs on PATH; undefined when none is there. */
export function findProgram(...names) {
  const folders = [
    ...(process.env.PATH ?? "").split(path.delimiter),
    "/usr/local/bin",
    "/opt/homebrew/bin",
    "/usr/sbin",
  ];
  for (const name of names) {
    const found = folders.map((folder) => path.join(folder, name)).find(isExecutable);
    if (found) return found;
  }
  return undefined;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Asks a yes-or-no question; no terminal means no. `--yes` and CI=true answer yes unasked. */
export async function confirm(question, { yes = false } = {}) {
  if (yes || process.env.CI === "true") return true;
  if (!process.stdin.isTTY) return false;
  const prompt = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await prompt.question(`${question} [y/N] `)).trim());
  } finally {
    prompt.close();
  }
}

/** How this machine installs a system package: the commands, in words and to run. Undefined when we don't know. */
export function installer(packages) {
  if (findProgram("apt-get")) {
    const admin = process.getuid?.() === 0 ? [] : findProgram("sudo") ? ["sudo"] : undefined;
    if (!admin) return undefined;
    return [
      [...admin, "apt-get", "update", "-q"],
      [
        ...admin,
        "env",
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "install",
        "-y",
        "-q",
        "--no-install-recommends",
        packages.apt,
      ],
    ];
  }
  if (findProgram("brew")) return [["brew", "install", packages.brew]];
  return undefined;
}

/**
 * Installs a system package after asking.
 * @returns {Promise<boolean>} false when the answer was no or this machine's way is unknown
 * @throws when the installation was tried and failed
 */
export async function offerInstall(name, packages, options) {
  const commands = installer(packages);
  if (!commands) return false;
  const words = commands.map((command) => command.join(" ")).join(" && ");
  if (!(await confirm(`${name} is missing. Install it with \`${words}\`?`, options))) return false;
  for (const [command, ...args] of commands) {
    const { code, output } = await run(command, args);
    if (code !== 0) throw new Error(`\`${[command, ...args].join(" ")}\` failed:\n${tail(output)}`);
  }
  return true;
}

/** A Chromium for the browser tests: CHROMIUM_PATH, the system's, or undefined. */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named && existsSync(named)) return named;
  return findProgram("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
}
