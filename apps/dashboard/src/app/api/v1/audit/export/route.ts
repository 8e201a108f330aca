import { handleAuditExport } from "#server/audit-export/handle.ts";
import { getActor } from "#server/auth/get-actor.ts";
import { services } from "#server/services.ts";

export function GET(request: Request): Promise<Response> {
  return handleAuditExport(services(), request, getActor);
}
