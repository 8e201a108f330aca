/** The tools this server offers. */
export const TOOL_NAMES = ["search_web", "lookup_company", "send_email", "query_database"] as const;
export type ToolName = (typeof TOOL_NAMES)[number];

/** How often each tool really ran since the process started: the upstream's own count. */
export interface CallCounts {
  /** Counts one call that reached the tool with valid arguments. */
  add(tool: ToolName): void;
  snapshot(): Record<ToolName, number>;
}

export function createCallCounts(): CallCounts {
  const counts: Record<ToolName, number> = { search_web: 0, lookup_company: 0, send_email: 0, query_database: 0 };
  return {
    add: (tool) => {
      counts[tool] += 1;
    },
    snapshot: () => ({ ...counts }),
  };
}
