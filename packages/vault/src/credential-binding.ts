import { canonicalJson } from "@countersign/core";
import type { SealBinding } from "./sealed-form.ts";

/** What a connection's secret belongs to. */
export interface CredentialPlace {
  readonly organizationId: string;
  readonly connectionId: string;
  readonly credentialId: string;
  /** Lower case. */
  readonly headerName: string;
  /** The connection's URL; only its origin counts. */
  readonly url: string;
}

/**
 * The binding of a connection's secret: it opens only for its own row, connection and header, and only for the origin
 * it was stored for. A row that is moved, or a URL that is changed past us, leaves text that nobody can open.
 */
export function credentialBinding(place: CredentialPlace): SealBinding {
  const { organizationId, credentialId, connectionId, headerName, url } = place;
  const subject = [credentialId, connectionId, headerName, new URL(url).origin];
  return { organizationId, purpose: "credential", subjectId: canonicalJson(subject) };
}
