import { findConnection, findLivingCredential } from "@countersign/db";
import { type ConfigurationChange, changeConfiguration } from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";
import type { SecretDeps } from "../keys/issue-key.ts";
import { type CredentialInput, readCredential } from "./credential-input.ts";
import { requestDiscovery } from "./discovery-request.ts";
import { credentialFacts, storeCredential } from "./store-credential.ts";

export interface SecretChange extends ConfigurationChange {
  readonly connectionId: string;
  readonly secret: CredentialInput;
}

/** Stores or replaces what a connection presents upstream. The next call presents it; the old one is kept, ended. */
export async function setConnectionSecret(
  deps: SecretDeps,
  input: SecretChange,
): Promise<ChangeOutcome<{ readonly credentialId: string }>> {
  const { connectionId } = input;
  const read = readCredential(input.secret);
  if (!read.ok) return read;
  return changeConfiguration<{ readonly credentialId: string }>(deps, input, async (scope) => {
    const connection = await findConnection(scope, connectionId);
    if (!connection) return unknownTarget("connection");
    const before = await findLivingCredential(scope, connectionId);
    const { masterKey } = deps;
    const after = await storeCredential(scope, { masterKey, change: input, connection, credential: read.credential });
    if (!connection.disconnectedAt) await requestDiscovery(scope, connectionId);
    return {
      ok: true,
      value: { credentialId: after.id },
      act: {
        kind: "connection",
        action: before ? "connection.secret_replaced" : "connection.secret_stored",
        subject: { kind: "connection", id: connectionId, name: connection.name },
        connectionName: connection.name,
        detail: { before: credentialFacts(before), after: credentialFacts(after) },
        summary: `secret of ${connection.name} ${before ? "replaced" : "stored"}`,
      },
    };
  });
}
