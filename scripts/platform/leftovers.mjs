import { readJson, remove } from "./files.mjs";
import { endNoted, isSame } from "./processes.mjs";

/**
 * What a run noted about itself in run.json.
 * @returns {{ supervisor: { pid: number, identity: string }, children: object[] } | undefined} undefined when that run
 *   is over, or was never there
 */
export function livingRun(files) {
  const noted = readJson(files.run);
  return noted?.supervisor && isSame(noted.supervisor) ? noted : undefined;
}

/**
 * Ends what a supervisor that was killed left behind: only processes that are provably the ones it noted.
 * @returns {Promise<string[]>} their names
 */
export async function endLeftovers(files) {
  const noted = readJson(files.run);
  const left = (noted?.children ?? []).filter(isSame);
  for (const group of stopGroups(left)) await Promise.all(group.map((child) => endNoted(child)));
  remove(files.run);
  remove(files.up);
  return left.map(({ name }) => name);
}

/** The order of stopping: apps, then Redis, then Postgres. Each group may end together. */
export function stopGroups(children) {
  const stores = ["redis", "postgres"];
  return [
    children.filter(({ name }) => !stores.includes(name)),
    ...stores.map((store) => children.filter(({ name }) => name === store)),
  ].filter((group) => group.length > 0);
}
