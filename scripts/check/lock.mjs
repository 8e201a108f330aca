// `npm ci` on another platform needs every optional build in the lock; an index may have left some out.
import { missingFromLock, readLock } from "../lock/optional-builds.mjs";
import { conclude } from "./sources.mjs";

const lock = readLock();
const missing = missingFromLock(lock);
conclude(
  missing.map(
    ({ name, version }) => `package-lock.json lacks ${name}@${version}: run \`node scripts/complete-lock.mjs\``,
  ),
  `${Object.keys(lock.packages).length} packages in the lock, optional builds of all platforms included`,
);
