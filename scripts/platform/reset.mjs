import path from "node:path";
import { say } from "../terminal/report.mjs";
import { checkout } from "../terminal/run.mjs";
import { makeFolder, remove } from "./files.mjs";
import { postgresFolder } from "./postgres.mjs";
import { confirm } from "./programs.mjs";

/**
 * Removes all local data and secrets after asking.
 * @throws when the answer is no
 */
export async function resetData(files, { yes }) {
  makeFolder(files.folder);
  const dataDir = postgresFolder(files);
  const places = [files.folder, dataDir].map((place) => path.relative(checkout, place));
  const question = `Remove all data, secrets and logs (${[...new Set(places)].join(", ")})?`;
  if (!(await confirm(question, { yes })))
    throw new Error("Nothing was removed. To answer in advance: `npm run up -- --reset --yes`.");
  remove(dataDir);
  remove(files.folder);
  say("  All local data removed.");
}
