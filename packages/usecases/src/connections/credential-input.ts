import { Secret } from "@countersign/vault";
import { invalidField, type Refused } from "../configuration/outcome.ts";

/** What a person gives for a connection to present upstream. */
export interface CredentialInput {
  readonly kind: "bearer" | "header";
  /** Of a `header`: its name. A `bearer` goes in `Authorization`. */
  readonly headerName?: string;
  readonly value: Secret;
}

/** The same, checked: the header that will carry it, and the secret alone. */
export interface ReadCredential {
  readonly kind: "bearer" | "header";
  /** Lower case. */
  readonly headerName: string;
  readonly value: Secret;
}

export type CredentialRead = { readonly ok: true; readonly credential: ReadCredential } | Refused;

const HEADER_NAME = /^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const SHORTEST = 8;
const LONGEST = 4096;
const VISIBLE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** Headers that steer the connection or the protocol: an upstream secret in one of them would break or bend the request. */
const NOT_FOR_SECRETS: ReadonlySet<string> = new Set(
  (
    "accept accept-encoding accept-language cache-control connection content-encoding content-length content-type cookie " +
    "date expect forwarded host http2-settings keep-alive last-event-id origin proxy-authenticate proxy-authorization " +
    "proxy-connection range referer set-cookie te trailer transfer-encoding upgrade user-agent via x-forwarded-for " +
    "x-forwarded-host x-forwarded-proto x-real-ip"
  ).split(" "),
);
const OURS = /^(?:mcp-|countersign-|sec-)/;

/** Checks what a person gave as a connection's secret. `path` names the form's field. The value itself is never quoted. */
export function readCredential(input: CredentialInput, path = "secret"): CredentialRead {
  const headerName = input.kind === "bearer" ? "authorization" : (input.headerName ?? "").trim().toLowerCase();
  if (!HEADER_NAME.test(headerName)) {
    return invalidField(`${path}.headerName`, "Give the name of the header, such as X-Api-Key.");
  }
  if (NOT_FOR_SECRETS.has(headerName) || OURS.test(headerName)) {
    return invalidField(`${path}.headerName`, `The header ${headerName} can't carry a secret; it steers the request.`);
  }
  const value = input.value.reveal().trim();
  const text = input.kind === "bearer" ? value.replace(/^bearer\s+/i, "") : value;
  if (text.length < SHORTEST || text.length > LONGEST) {
    return invalidField(`${path}.value`, `A secret has ${SHORTEST} to ${LONGEST} characters.`);
  }
  if (!VISIBLE.test(text)) {
    return invalidField(`${path}.value`, "A header carries letters, digits and signs of ASCII only, on one line.");
  }
  return { ok: true, credential: { kind: input.kind, headerName, value: new Secret(text) } };
}
