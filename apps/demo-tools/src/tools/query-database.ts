import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { CallCounts } from "../call-counts.ts";
import type { SqlReader } from "../database/sql-reader.ts";
import { failedAnswer, structuredAnswer } from "./tool-answers.ts";

const inputSchema = z.object({
  query: z.string().trim().min(1).max(20_000).describe("One SQL statement in PostgreSQL's dialect, without parameters"),
});

const outputSchema = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.unknown())).describe("Values in the order of the columns"),
  truncated: z.enum(["rows", "bytes"]).nullable().describe("Which limit cut the answer short, if one did"),
});

/** Adds `query_database`; a null reader (no database configured) answers every call with an error. */
export function registerQueryDatabase(server: McpServer, reader: SqlReader | null, counts: CallCounts): void {
  server.registerTool(
    "query_database",
    {
      title: "Query the shop database",
      description:
        "Runs one read-only SQL statement on the demo shop. Schema read_only holds customers, products, orders and order_items.",
      inputSchema,
      outputSchema,
      annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
    },
    async ({ query }) => {
      counts.add("query_database");
      if (reader === null) return failedAnswer("No demo database is connected: DEMO_DATABASE_URL is not set.");
      const answer = await reader.run(query);
      if (answer.kind === "failed") return failedAnswer(answer.reason);
      const { columns, rows, truncated } = answer;
      return structuredAnswer({ columns, rows, truncated });
    },
  );
}
