import {
  type Era,
  errorAnswer,
  type HttpAnswer,
  listResult,
  pageOf,
  presentTool,
  RPC,
  type RpcRequest,
  readListCursor,
  resultAnswer,
} from "@countersign/mcp";
import type { Entry } from "../identity/gate.ts";
import { OWN_TOOLS } from "./own-tools.ts";
import { type Endpoint, type ListedOperation, listOperations } from "./tool-catalogue.ts";

/** How long a client may keep a list, ms: a change of the policy shows within it even to one that hears no notifications. */
export const LIST_TTL_MS = 30_000;

const PAGE_SIZE = 200;
const APPROVAL_NOTE =
  "A call of this tool needs a person's approval: it waits, and may answer with a ticket instead of a result.";

interface ListRequest {
  readonly message: RpcRequest;
  readonly era: Era;
  readonly endpoint: Endpoint;
}

/** What the caller may use, from the pinned definitions: an upstream that is down hides nothing. */
export function listTools(entry: Entry, { message, era, endpoint }: ListRequest): HttpAnswer {
  const cursor = readListCursor(message.params);
  if (cursor === undefined)
    return errorAnswer(message.id, { code: RPC.invalidParams, message: "the cursor must be text" });
  const listed = listOperations(entry.snapshot, endpoint, entry.caller);
  const needsPeople = listed.some((each) => each.visibility === "approval");
  const items = [...listed.map((each) => present(each, era)), ...(needsPeople ? OWN_TOOLS : [])];
  const page = pageOf(items, cursor, { size: PAGE_SIZE, tag: `${entry.snapshot.version}` });
  if (!page)
    return errorAnswer(message.id, { code: RPC.invalidParams, message: "the cursor is of another list; start over" });
  return resultAnswer(
    message.id,
    listResult("tools", { era, items: page.items, nextCursor: page.nextCursor, ttlMs: LIST_TTL_MS }),
  );
}

function present(listed: ListedOperation, era: Era): string {
  const { name, operation, visibility } = listed;
  return presentTool(operation.definitionText, {
    era,
    ...(name !== operation.name && { name }),
    ...(visibility === "approval" && { note: APPROVAL_NOTE, meta: { "io.countersign/approval": "required" } }),
  });
}
