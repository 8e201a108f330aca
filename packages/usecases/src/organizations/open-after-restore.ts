import { endRestore, findHotMark } from "@countersign/db/audit";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import type { ChangeOutcome } from "../configuration/outcome.ts";

/**
 * Lets calls run again after Postgres was found older than Redis. The shard's audit writer opens in the next moments.
 * Changes nothing when the organization isn't closed by a restore.
 */
export function openAfterRestore(
  deps: ConfigurationDeps,
  input: ConfigurationChange,
): Promise<ChangeOutcome<{ readonly wasClosed: boolean }>> {
  return changeConfiguration<{ readonly wasClosed: boolean }>(deps, input, async (scope, organization) => {
    const { epoch, restoredAt } = await findHotMark(scope);
    if (!(await endRestore(scope))) return { ok: true, value: { wasClosed: false }, act: null };
    return {
      ok: true,
      value: { wasClosed: true },
      act: {
        kind: "member",
        action: "organization.opened",
        subject: { kind: "organization", id: organization.id, name: organization.name },
        detail: {
          before: { closedSince: restoredAt?.toISOString() ?? null },
          after: { closedSince: null },
          epoch,
        },
        summary: `organization ${organization.name} opened after a restore of the database`,
      },
    };
  });
}
