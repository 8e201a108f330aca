import { createHash } from "node:crypto";

const MAX_LENGTH = 60;
const SEPARATOR = "__";
const HASH_DIGITS = 10;
const PLAIN = /^[A-Za-z0-9_.-]+$/;
const LOOKS_HASHED = /_[0-9a-f]{10}$/;

/**
 * The name under which a connection's tool is listed on `/mcp`: `connection__tool`. A name with other characters, too
 * long, or that looks as if we had made it, gets a suffix taken from its hash: stable over time, the same for list and call.
 */
export function toolName(connection: string, tool: string): string {
  const plain = `${connection}${SEPARATOR}${tool}`;
  if (PLAIN.test(tool) && plain.length <= MAX_LENGTH && !LOOKS_HASHED.test(tool)) return plain;
  const hash = createHash("sha256").update(tool, "utf8").digest("hex").slice(0, HASH_DIGITS);
  const room = MAX_LENGTH - connection.length - SEPARATOR.length - HASH_DIGITS - 1;
  const readable = tool.replaceAll(/[^A-Za-z0-9_.-]+/g, "_").slice(0, room);
  return `${connection}${SEPARATOR}${readable}_${hash}`;
}

/** The connection a listed name belongs to, at the first `__`. Null when it has none. For messages, not for resolving. */
export function connectionOf(listedName: string): string | null {
  const at = listedName.indexOf(SEPARATOR);
  return at > 0 ? listedName.slice(0, at) : null;
}

export interface NamedTool {
  readonly connection: string;
  readonly tool: string;
}

export interface ToolNames<T extends NamedTool> {
  /** Listed name → tool. Calls are resolved here and nowhere else: names are never decoded. */
  readonly byName: ReadonlyMap<string, T>;
  /** Names that two tools would share. None of them is in the map: an ambiguous name must not pick one silently. */
  readonly collisions: readonly string[];
}

/** Names tools for one list. */
export function nameTools<T extends NamedTool>(tools: Iterable<T>): ToolNames<T> {
  const byName = new Map<string, T>();
  const collisions = new Set<string>();
  for (const tool of tools) {
    const name = toolName(tool.connection, tool.tool);
    if (byName.has(name)) collisions.add(name);
    byName.set(name, tool);
  }
  for (const name of collisions) byName.delete(name);
  return { byName, collisions: [...collisions] };
}
