import type { UserRow } from "@countersign/db";
import { recordInOrganizations } from "@countersign/usecases";
import type { Services } from "../services.ts";

/** Records, without anybody waiting for it, that tries for a person's account have reached their bound. */
export function recordHeld(services: Services, user: UserRow, ip: string | null): void {
  const { id: userId, name } = user;
  recordInOrganizations(
    services,
    { userId, name },
    {
      kind: "login",
      action: "login.refused",
      summary: `signing in as ${name} is held for 15 minutes after too many wrong passwords`,
      detail: { ip },
      actor: { kind: "system", id: null, name: "sign-in" },
    },
  ).catch((error: unknown) => services.logger.error({ err: error, userId }, "a held sign-in was not recorded"));
}
