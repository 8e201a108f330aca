import { isJsonObject, type JsonObject } from "@countersign/core";
import { META } from "../wire/revisions.ts";
import type { RawJson } from "../wire/write-message.ts";

/** The extension by which a call is answered with a handle that the client polls (2026-07-28). */
const TASKS_EXTENSION = "io.modelcontextprotocol/tasks";

/** What both sides declare of it: it has no settings. */
export const TASKS_DECLARED = { extensions: { [TASKS_EXTENSION]: {} } } as const;

/** True when the client declares the tasks extension with this very request. */
export function declaresTasks(capabilities: JsonObject): boolean {
  const extensions = capabilities["extensions"];
  return isJsonObject(extensions) && isJsonObject(extensions[TASKS_EXTENSION]);
}

/** How a task stands. */
export interface TaskState {
  readonly taskId: string;
  readonly status: "working" | "completed" | "cancelled";
  readonly statusMessage: string;
  readonly createdAtMs: number;
  readonly lastUpdatedAtMs: number;
  /** From its creation on. */
  readonly ttlMs: number;
  readonly pollIntervalMs: number;
}

/** A handle in place of a call's result. `decision` explains it, as in a tool's result. */
export function taskCreated(task: TaskState, decision: object): RawJson {
  return JSON.stringify({ resultType: "task", ...members(task), _meta: { [META.decision]: decision } });
}

/** The answer to `tasks/get`; `result`: the call's own, once the task is completed. */
export function taskResult(task: TaskState, result: RawJson | null): RawJson {
  const text = JSON.stringify({ resultType: "complete", ...members(task) });
  return result === null ? text : `${text.slice(0, -1)},"result":${result}}`;
}

function members({ createdAtMs, lastUpdatedAtMs, ...task }: TaskState): object {
  const createdAt = new Date(createdAtMs).toISOString();
  return { ...task, createdAt, lastUpdatedAt: new Date(lastUpdatedAtMs).toISOString() };
}
