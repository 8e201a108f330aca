import { type Refusal, refusal } from "@countersign/contracts";

export interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}

/** What a change of configuration answers. */
export type ChangeOutcome<T> =
  | {
      readonly ok: true;
      readonly value: T;
      /** The configuration's version with this change in it. */
      readonly version: bigint;
      /** False: saved, not yet in force. Redis couldn't be told; the outbox repeats it until it is. */
      readonly inForce: boolean;
    }
  | Refused;

/** A value, or why not. */
export type Outcome<T> = { readonly ok: true; readonly value: T } | Refused;

/** The request's field at fault, in words for a person. */
export function invalidField(path: string, message: string): Refused {
  return { ok: false, refusal: refusal("request.body.invalid", message, { problems: [{ path, message }] }) };
}

/** There is no such thing in this organization. */
export function unknownTarget(what: string): Refused {
  return { ok: false, refusal: refusal("request.target.unknown", `There is no such ${what} in this organization.`) };
}
