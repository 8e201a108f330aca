import { McpServer } from "@modelcontextprotocol/server";
import type { CallCounts } from "./call-counts.ts";
import type { CompanyDirectory } from "./companies/company-directory.ts";
import type { SqlReader } from "./database/sql-reader.ts";
import type { Mailer } from "./mail/mailer.ts";
import type { SearchIndex } from "./search/search-index.ts";
import { registerLookupCompany } from "./tools/lookup-company.ts";
import { registerQueryDatabase } from "./tools/query-database.ts";
import { registerSearchWeb } from "./tools/search-web.ts";
import { registerSendEmail } from "./tools/send-email.ts";

/** What the four tools work on. */
export interface ToolBackends {
  readonly counts: CallCounts;
  readonly searchIndex: SearchIndex;
  readonly companies: CompanyDirectory;
  readonly mailer: Mailer;
  readonly sqlReader: SqlReader | null;
}

/** One MCP server instance; the SDK asks for a fresh one per request in both protocol eras. */
export function createToolServer(backends: ToolBackends): McpServer {
  const server = new McpServer({ name: "countersign-demo-tools", title: "Demo tools", version: "0.0.0" });
  registerSearchWeb(server, backends.searchIndex, backends.counts);
  registerLookupCompany(server, backends.companies, backends.counts);
  registerSendEmail(server, backends.mailer, backends.counts);
  registerQueryDatabase(server, backends.sqlReader, backends.counts);
  return server;
}
