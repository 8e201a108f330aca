import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const lockPath = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../package-lock.json");

export function readLock() {
  return JSON.parse(readFileSync(lockPath, "utf8"));
}

/**
 * Optional dependencies that the lock names but does not describe.
 * @returns {{ name: string, version: string, from: string }[]}
 */
export function missingFromLock(lock) {
  const missing = new Map();
  for (const [from, entry] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (isDescribed(lock, from, name)) continue;
      missing.set(name, { name, version: version.replace(/^[~^]/, ""), from });
    }
  }
  return [...missing.values()];
}

/** Looks where Node would: in the dependent's own node_modules, then in those around it. */
function isDescribed(lock, from, name) {
  const steps = from.split("/");
  return [...steps.keys(), steps.length].some((length) => {
    const place = steps.slice(0, length).join("/");
    return Boolean(lock.packages[`${place ? `${place}/` : ""}node_modules/${name}`]);
  });
}

const systems = [
  "darwin",
  "linux",
  "win32",
  "windows",
  "freebsd",
  "openbsd",
  "netbsd",
  "android",
  "sunos",
  "aix",
  "openharmony",
];
const processors = [
  "x64",
  "arm64",
  "arm",
  "ia32",
  "ppc64",
  "s390x",
  "riscv64",
  "loong64",
  "mips64el",
  "wasm32",
  "ppc64le",
];

/** What a build's name says about the machine it is for, in npm's words. */
export function platformOf(name) {
  const words = name.split("/").at(-1).split(/[-_.]/);
  const system = words.find((word) => systems.includes(word));
  const processor = words.find(
    (word) => processors.includes(word) || word.startsWith("arm") || word === "64" || word === "x86",
  );
  const cpu =
    { armhf: "arm", armv7: "arm", 64: "x64" }[processor] ??
    (processor?.startsWith("arm") && processor !== "arm64" ? "arm" : processor);
  return {
    ...(system ? { os: [system === "windows" ? "win32" : system] } : {}),
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(words.some((word) => word.includes("musl")) ? { libc: ["musl"] } : {}),
  };
}
