import { childFailure, healthy, startChild } from "./child.mjs";
import { remove, writeJson } from "./files.mjs";
import { stopGroups } from "./leftovers.mjs";
import { identityOf } from "./processes.mjs";

/**
 * Keeps the processes of one platform: notes them in run.json, watches them, stops them in order.
 * @param {{ files: object, restarts: boolean, onFailure: (error: Error) => void }} options with `restarts` an app that
 *   ends is started again (for tests that kill it); otherwise its end is reported to `onFailure`
 */
export function createSupervisor({ files, restarts, onFailure }) {
  const children = new Map();
  let stopping = false;

  function note() {
    const noted = [];
    for (const { name, pid, identity, url, logFile } of children.values())
      noted.push({ name, pid, identity, url, logFile });
    writeJson(files.run, { supervisor: { pid: process.pid, identity: identityOf(process.pid) }, children: noted });
  }

  function watch(child, restart) {
    if (stopping) return child.kill();
    children.set(child.name, child);
    note();
    child.ended.then((how) => {
      if (stopping || children.get(child.name) !== child) return;
      if (restart) restart().catch(onFailure);
      else onFailure(childFailure(child, how));
    });
  }

  async function startApp(definition) {
    const child = startChild({ ...definition, url: new URL(definition.health).origin, logFolder: files.logs });
    watch(child, restarts ? () => startApp(definition) : undefined);
    await healthy(child, definition.health);
  }

  /** Ends everything in order: apps, then Redis, then Postgres; each asked first and then made to. */
  async function stop() {
    stopping = true;
    remove(files.up);
    for (const group of stopGroups([...children.values()])) await Promise.all(group.map((child) => child.stop()));
    if (children.size > 0) remove(files.run);
  }

  /** Ends everything at once. */
  function kill() {
    stopping = true;
    for (const child of children.values()) child.kill();
  }

  return { watch, startApp, stop, kill, isEmpty: () => children.size === 0 };
}
