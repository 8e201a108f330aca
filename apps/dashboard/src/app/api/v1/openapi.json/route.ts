import { describeManagementApi } from "#server/management-api/describe.ts";
import { services } from "#server/services.ts";

/** The management API's own description, for generators of clients. */
export function GET(): Response {
  return Response.json(describeManagementApi(services().settings.PUBLIC_DASHBOARD_URL));
}
