import { handleManagementApi } from "#server/management-api/handle.ts";
import { services } from "#server/services.ts";

function answer(request: Request): Promise<Response> {
  return handleManagementApi(services(), request);
}

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
