import { endLivingCredential, findConnection, findLivingCredential } from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";
import { requestDiscovery } from "./discovery-request.ts";
import { credentialFacts } from "./store-credential.ts";

export interface SecretRemoval extends ConfigurationChange {
  readonly connectionId: string;
}

/** Takes away what a connection presents upstream: the next call presents nothing. Doing it twice answers the same. */
export async function removeConnectionSecret(
  deps: ConfigurationDeps,
  input: SecretRemoval,
): Promise<ChangeOutcome<{ readonly connectionId: string }>> {
  const { connectionId } = input;
  return changeConfiguration<{ readonly connectionId: string }>(deps, input, async (scope) => {
    const connection = await findConnection(scope, connectionId);
    if (!connection) return unknownTarget("connection");
    const before = await findLivingCredential(scope, connectionId);
    if (!before) return { ok: true, value: { connectionId }, act: null };
    await endLivingCredential(scope, connectionId);
    if (!connection.disconnectedAt) await requestDiscovery(scope, connectionId);
    return {
      ok: true,
      value: { connectionId },
      act: {
        kind: "connection",
        action: "connection.secret_removed",
        subject: { kind: "connection", id: connectionId, name: connection.name },
        connectionName: connection.name,
        detail: { before: credentialFacts(before), after: credentialFacts(null) },
        summary: `secret of ${connection.name} removed`,
      },
    };
  });
}
