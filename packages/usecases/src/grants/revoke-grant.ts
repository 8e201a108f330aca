import { endGrant, findGrant } from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";
import { grantDetail } from "./open-grant.ts";

export interface GrantRevocation extends ConfigurationChange {
  readonly grantId: string;
}

/** Takes a grant back, in force for the next call: each asks again. One that is over stays as it is. */
export function revokeGrant(
  deps: ConfigurationDeps,
  input: GrantRevocation,
): Promise<ChangeOutcome<{ readonly grantId: string }>> {
  const { grantId, actor } = input;
  return changeConfiguration<{ readonly grantId: string }>(deps, input, async (scope) => {
    const grant = await findGrant(scope, grantId);
    if (!grant) return unknownTarget("grant");
    if (!(await endGrant(scope, grantId, actor.name))) return { ok: true, value: { grantId }, act: null };
    return {
      ok: true,
      value: { grantId },
      act: {
        kind: "agent",
        action: "grant.revoked",
        subject: { kind: "grant", id: grantId, name: `${grant.connectionName}.${grant.operationName}` },
        agentName: grant.agentName,
        instanceName: grant.instanceName,
        connectionName: grant.connectionName,
        detail: grantDetail(grant),
        summary: "Calls like the granted one ask again",
      },
    };
  });
}
