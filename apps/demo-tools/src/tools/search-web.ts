import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { CallCounts } from "../call-counts.ts";
import type { SearchIndex } from "../search/search-index.ts";
import { structuredAnswer } from "./tool-answers.ts";

const DEFAULT_LIMIT = 5;

const inputSchema = z.object({
  query: z.string().trim().min(1).max(400).describe("What to look for, in a few words"),
  limit: z.number().int().min(1).max(20).optional().describe(`How many results at most; ${DEFAULT_LIMIT} if left out`),
});

const outputSchema = z.object({
  query: z.string(),
  results: z.array(z.object({ title: z.string(), url: z.string(), snippet: z.string(), published: z.string() })),
});

/** Adds `search_web`: a ranked search over the bundled articles. */
export function registerSearchWeb(server: McpServer, index: SearchIndex, counts: CallCounts): void {
  server.registerTool(
    "search_web",
    {
      title: "Search the web",
      description:
        "Searches news and reference pages and returns the best matches with title, address, a passage and the date of publication. No match gives an empty list.",
      inputSchema,
      outputSchema,
      annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: true },
    },
    ({ query, limit }) => {
      counts.add("search_web");
      return structuredAnswer({ query, results: index.search(query, limit ?? DEFAULT_LIMIT) });
    },
  );
}
