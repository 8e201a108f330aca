// Runs the tests that read their numbers from the test kit's `volume` with the large ones. Arguments name files, as
// for vitest; without any, every test file that asks for a volume is run.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const named = process.argv.slice(2);
const files = named.length > 0 ? named : findSoakTests();
const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
// One file at a time: soaks measure, and each may take a machine for itself.
const flags = ["run", "--no-file-parallelism", "--testTimeout", "21600000", "--hookTimeout", "600000"];
const child = spawn(process.execPath, [vitest, ...flags, ...files], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, COUNTERSIGN_SOAK: "1" },
});
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
});

function findSoakTests() {
  return ["packages", "apps"]
    .flatMap((folder) => readdirSync(path.join(root, folder)).map((name) => path.join(folder, name, "src")))
    .flatMap(testFiles)
    .filter((file) => /\bvolume\(\{/.test(readFileSync(path.join(root, file), "utf8")));
}

function testFiles(folder) {
  let entries = [];
  try {
    entries = readdirSync(path.join(root, folder), { recursive: true });
  } catch {
    return [];
  }
  const isTest = (name) => /\.test\.tsx?$/.test(name) && !name.includes("node_modules");
  // The kit's own test of `volume` sets the environment itself.
  return entries
    .filter(isTest)
    .map((name) => path.join(folder, name))
    .filter((file) => !file.startsWith("packages/testkit"));
}
