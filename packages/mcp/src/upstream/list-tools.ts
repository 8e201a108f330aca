import { isJsonObject, type JsonObject } from "@countersign/core";
import { rawElements, rawMember } from "../wire/raw-json.ts";
import { failure } from "./failures.ts";
import type { CallSuccess, ToolList, UpstreamFailure, UpstreamTool } from "./types.ts";

const MAX_PAGES = 200;

/** Reads all pages of `tools/list`. A cursor that comes back twice, or too many tools, ends in a failure rather than a part of the list. */
export async function listAllTools(
  page: (params: JsonObject) => Promise<CallSuccess | UpstreamFailure>,
  { maxTools, maxListBytes }: { readonly maxTools: number; readonly maxListBytes: number },
): Promise<ToolList | UpstreamFailure> {
  const found: (UpstreamTool | null)[] = [];
  const cursors = new Set<string>();
  let params: JsonObject = {};
  let size = 0;
  for (let count = 0; count < MAX_PAGES; count += 1) {
    const answer = await page(params);
    if (!answer.ok) return answer;
    const raw = rawMember(answer.result, "tools");
    if (raw === null || !raw.startsWith("[")) return badList("no_tools");
    size += raw.length;
    if (size > maxListBytes) return tooLarge();
    found.push(...rawElements(raw).map(readTool));
    if (found.length > maxTools) return badList("too_many_tools");
    const cursor = answer.value["nextCursor"];
    if (typeof cursor !== "string") return { ok: true, era: answer.era, ...withoutDuplicates(found) };
    if (cursors.has(cursor)) return badList("cursor_repeats");
    cursors.add(cursor);
    params = { cursor };
  }
  return badList("too_many_pages");
}

function readTool(raw: string): UpstreamTool | null {
  const definition: unknown = JSON.parse(raw);
  if (!isJsonObject(definition)) return null;
  const { name, inputSchema } = definition;
  return typeof name === "string" && name !== "" && isJsonObject(inputSchema) ? { name, raw, definition } : null;
}

function withoutDuplicates(found: readonly (UpstreamTool | null)[]): Pick<ToolList, "tools" | "dropped"> {
  const counts = new Map<string, number>();
  for (const tool of found) if (tool) counts.set(tool.name, (counts.get(tool.name) ?? 0) + 1);
  const tools = found.filter((tool): tool is UpstreamTool => tool !== null && counts.get(tool.name) === 1);
  const dropped = [...counts].filter(([, count]) => count > 1).map(([name]) => name);
  return { tools, dropped: found.includes(null) ? [...dropped, "(not a tool)"] : dropped };
}

function tooLarge(): UpstreamFailure {
  const message = "the upstream's tool list is larger than accepted";
  return failure("too_large", { mayHaveRun: false, message, cause: "list_too_large" });
}

function badList(cause: string): UpstreamFailure {
  return failure("upstream_error", { mayHaveRun: false, message: "the upstream's tool list can't be used", cause });
}
