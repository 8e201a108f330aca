import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const checkout = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Files git knows or would take up, relative to the checkout, without what is deleted. */
export function repositoryFiles(pattern) {
  const listed = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: checkout,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (listed.status !== 0) throw new Error(`git could not list the files: ${listed.stderr}`);
  const files = [...new Set(listed.stdout.split("\0").filter(Boolean))];
  return files.filter((file) => pattern.test(file) && existsSync(path.join(checkout, file))).sort();
}

export function readSource(file) {
  return readFileSync(path.join(checkout, file), "utf8");
}

/** Ends a check: prints what is wrong and exits non-zero, or says in one line what was checked. */
export function conclude(problems, summary) {
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(problems.length > 0 ? `${problems.length} problems\n` : `${summary}\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
