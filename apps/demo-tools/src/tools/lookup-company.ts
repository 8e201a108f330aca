import type { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { CallCounts } from "../call-counts.ts";
import { companySchema } from "../companies/company.ts";
import type { CompanyDirectory } from "../companies/company-directory.ts";
import { failedAnswer, structuredAnswer } from "./tool-answers.ts";

const inputSchema = z.object({
  domain: z.string().trim().min(1).max(253).describe("The company's domain name alone, like acme.io"),
});

/** Adds `lookup_company`: firmographic data by domain. */
export function registerLookupCompany(server: McpServer, directory: CompanyDirectory, counts: CallCounts): void {
  server.registerTool(
    "lookup_company",
    {
      title: "Look up a company",
      description:
        "Returns what is known of the company behind a domain: industry, size, revenue band, headquarters, technology and contacts.",
      inputSchema,
      outputSchema: companySchema,
      annotations: { readOnlyHint: true, idempotentHint: true, openWorldHint: false },
    },
    ({ domain }) => {
      counts.add("lookup_company");
      const company = directory.find(domain);
      if (company === undefined) {
        return failedAnswer(
          `No company with the domain "${domain}" is known. Give the bare domain, without "https://" or "www.".`,
        );
      }
      return structuredAnswer({ ...company });
    },
  );
}
