import { type Refusal, refusal } from "@countersign/contracts";
import { isInstanceName, type KeyParts, parseKey } from "@countersign/core";

/** What a request says about who makes it. Only the key proves anything; the rest is kept for the record. */
export interface Credential {
  readonly key: KeyParts;
  /** The name in `Countersign-Instance`. */
  readonly declaredInstance: string | null;
  readonly ip: string | null;
}

export type ReadCredential =
  | { readonly ok: true; readonly credential: Credential }
  | { readonly ok: false; readonly refusal: Refusal };

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const BEARER = /^Bearer +([^\s]+)$/i;

/** Reads the credential of a request. Identity comes from the key alone; no other header is looked at. */
export function readCredential(headers: Headers, ip: string | null): ReadCredential {
  const authorization = headers["authorization"];
  if (typeof authorization !== "string" || authorization === "") {
    return {
      ok: false,
      refusal: refusal("auth.credential.missing", "Send your key as `Authorization: Bearer csk_…`."),
    };
  }
  const token = BEARER.exec(authorization)?.[1];
  const key = token === undefined ? null : parseKey(token);
  if (key?.kind !== "csk") return { ok: false, refusal: invalidCredential() };
  const declared = headers["countersign-instance"];
  if (declared === undefined) return { ok: true, credential: { key, declaredInstance: null, ip } };
  if (typeof declared !== "string" || !isInstanceName(declared)) {
    const detail = "The Countersign-Instance header is not an instance name: lower-case letters, digits and hyphens.";
    return { ok: false, refusal: refusal("auth.instance.name", detail) };
  }
  return { ok: true, credential: { key, declaredInstance: declared, ip } };
}

/** One answer for malformed, unknown, expired and revoked keys, so that none can be told from another. */
export function invalidCredential(): Refusal {
  return refusal("auth.credential.invalid", "The key is not accepted: it is malformed, unknown, expired or revoked.");
}
