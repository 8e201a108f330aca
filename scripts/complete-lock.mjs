// Adds to package-lock.json the optional builds of other platforms that the package index did not offer, so that
// `npm ci` accepts the lock everywhere. Such entries have no integrity: complete them from a full index before
// releasing for their platform.
import { writeFileSync } from "node:fs";
import { lockPath, missingFromLock, platformOf, readLock } from "./lock/optional-builds.mjs";

const lock = readLock();
const missing = missingFromLock(lock);
for (const { name, version } of missing) {
  lock.packages[`node_modules/${name}`] = { version, optional: true, ...platformOf(name) };
}
const [rootEntry, ...others] = Object.entries(lock.packages);
lock.packages = Object.fromEntries([rootEntry, ...others.sort(([one], [other]) => one.localeCompare(other, "en"))]);
if (missing.length > 0) writeFileSync(lockPath, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(
  `${missing.length} entries added${missing.length ? `: ${missing.map(({ name }) => name).join(", ")}` : ""}\n`,
);
