import { newId } from "@countersign/contracts";
import { type CredentialRow, endLivingCredential, insertCredential, type TenantScope } from "@countersign/db";
import { credentialBinding, type Secret, seal } from "@countersign/vault";
import type { ConfigurationChange } from "../configuration/change-configuration.ts";
import type { ReadCredential } from "./credential-input.ts";

interface CredentialStoring {
  readonly masterKey: Secret;
  readonly change: ConfigurationChange;
  readonly connection: { readonly id: string; readonly url: string };
  readonly credential: ReadCredential;
}

/** Seals a secret for a connection's origin and makes it the one that is presented; the one before ends. */
export async function storeCredential(scope: TenantScope, storing: CredentialStoring): Promise<CredentialRow> {
  const { masterKey, change, connection, credential } = storing;
  const { kind, headerName, value } = credential;
  const id = newId("credential");
  const binding = credentialBinding({
    organizationId: scope.organizationId,
    connectionId: connection.id,
    credentialId: id,
    headerName,
    url: connection.url,
  });
  await endLivingCredential(scope, connection.id);
  return insertCredential(scope, {
    id,
    connectionId: connection.id,
    kind,
    headerName,
    sealed: seal(masterKey, binding, value.reveal()),
    createdBy: change.actor.id,
  });
}

/** A secret as audit records tell of it: that there is one, and how it is presented. */
export function credentialFacts(row: Pick<CredentialRow, "kind" | "headerName"> | null): {
  readonly secret: string | null;
} {
  if (!row) return { secret: null };
  return { secret: row.kind === "bearer" ? "bearer token" : `header ${row.headerName}` };
}
