import { isJsonObject, type JsonObject, type JsonValue } from "@countersign/core";
import type { RequestId } from "../wire/messages.ts";
import { isProgressToken, metaOf } from "./envelope.ts";

export interface ToolCallParams {
  readonly name: string;
  readonly arguments: JsonObject;
  readonly meta: JsonObject;
  readonly progressToken: RequestId | null;
}

export type ReadToolCall =
  | { readonly ok: true; readonly call: ToolCallParams }
  | { readonly ok: false; readonly message: string };

const CALL_MEMBERS: ReadonlySet<string> = new Set([
  "name",
  "arguments",
  "_meta",
  "task",
  "inputResponses",
  "requestState",
]);

/**
 * Reads the parameters of `tools/call`. Members it doesn't know are refused (-32602), so a variant such as
 * `Arguments` can't carry what wasn't judged; the known ones we don't use are never forwarded.
 */
export function readToolCall(params: JsonObject | null): ReadToolCall {
  if (params === null) return { ok: false, message: "tools/call needs params" };
  for (const member of Object.keys(params)) {
    if (!CALL_MEMBERS.has(member)) {
      return { ok: false, message: `unknown member ${JSON.stringify(member.slice(0, 40))} in params of tools/call` };
    }
  }
  const name = params["name"];
  if (typeof name !== "string" || name === "")
    return { ok: false, message: "tools/call needs the tool's name as text" };
  const args = params["arguments"];
  if (args !== undefined && !isJsonObject(args)) return { ok: false, message: "the arguments must be an object" };
  const meta = metaOf(params);
  if (meta === null && params["_meta"] !== undefined) return { ok: false, message: "_meta must be an object" };
  const token = meta?.["progressToken"];
  if (!isProgressToken(token)) return { ok: false, message: "progressToken must be text or a whole number" };
  const progressToken = typeof token === "string" || typeof token === "number" ? token : null;
  return { ok: true, call: { name, arguments: args ?? {}, meta: meta ?? {}, progressToken } };
}

/** The id a `notifications/cancelled` names, or null when it names none. */
export function readCancelled(params: JsonObject | null): RequestId | null {
  const id: JsonValue | undefined = params?.["requestId"];
  return typeof id === "string" || (typeof id === "number" && Number.isSafeInteger(id)) ? id : null;
}

/** The cursor of a list request: null when there is none, undefined when it isn't text. */
export function readListCursor(params: JsonObject | null): string | null | undefined {
  const cursor = params?.["cursor"];
  if (cursor === undefined) return null;
  return typeof cursor === "string" ? cursor : undefined;
}

export interface ListenFilter {
  readonly toolsListChanged: boolean;
  /** It asks for news of tasks, which only who takes tasks may: those are polled, so we honour none of it. */
  readonly namesTasks: boolean;
}

/** What a `subscriptions/listen` asks for, of what we can give; null when `notifications` is missing or no object. */
export function readListenFilter(params: JsonObject | null): ListenFilter | null {
  const wanted = params?.["notifications"];
  if (!isJsonObject(wanted)) return null;
  return { toolsListChanged: wanted["toolsListChanged"] === true, namesTasks: wanted["taskIds"] !== undefined };
}
