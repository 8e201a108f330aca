import { generateOpenApiDocument } from "trpc-to-openapi";
import { z } from "zod";
import { exportInputSchema } from "../audit-export/handle.ts";
import { appRouter } from "../router.ts";
import { MANAGEMENT_API } from "./handle.ts";

const TOKEN = "token";

/** The management API's own description (OpenAPI 3.1): every procedure that is a route of it, and the export beside them. */
export function describeManagementApi(publicUrl: string) {
  const document = generateOpenApiDocument(appRouter, {
    title: "Countersign management API",
    version: "1",
    baseUrl: `${publicUrl}${MANAGEMENT_API}`,
    securitySchemes: { [TOKEN]: { type: "http", scheme: "bearer", description: "A management token, `csm_…`." } },
  });
  return { ...document, paths: { ...document.paths, "/audit/export": { get: exportOperation() } } };
}

/** Streams, so it is no procedure. */
function exportOperation() {
  const { properties = {} } = z.toJSONSchema(exportInputSchema, { io: "input" });
  const text = { schema: { type: "string" } };
  return {
    operationId: "audit-export",
    summary: "Streams the audit, or what a filter finds: JSON Lines that verify offline, or CSV.",
    tags: ["audit"],
    security: [{ [TOKEN]: [] }],
    parameters: Object.entries(properties).map(([name, schema]) => ({ name, in: "query", required: false, schema })),
    responses: {
      200: {
        description: "One record a line, until the end; broken off rather than short when something fails midway.",
        content: { "application/x-ndjson": text, "text/csv": text },
      },
      default: {
        description: "A problem of the registry.",
        content: { "application/problem+json": { schema: { type: "object" } } },
      },
    },
  };
}
