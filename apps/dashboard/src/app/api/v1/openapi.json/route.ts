import { generateOpenApiDocument } from "trpc-to-openapi";
import { MANAGEMENT_API } from "#server/management-api/handle.ts";
import { appRouter } from "#server/router.ts";
import { services } from "#server/services.ts";

/** The management API's own description (OpenAPI 3.1), for generators of clients. */
export function GET(): Response {
  const { settings } = services();
  const document = generateOpenApiDocument(appRouter, {
    title: "Countersign management API",
    version: "1",
    baseUrl: `${settings.PUBLIC_DASHBOARD_URL}${MANAGEMENT_API}`,
    securitySchemes: { token: { type: "http", scheme: "bearer", description: "A management token, `csm_…`." } },
  });
  return Response.json(document);
}
