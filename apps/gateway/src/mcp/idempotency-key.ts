import type { IncomingMessage } from "node:http";
import { type Refusal, refusal } from "@countersign/contracts";

export type ReadKey =
  | { readonly ok: true; readonly key: string | null }
  | { readonly ok: false; readonly refusal: Refusal };

const NAME = "Idempotency-Key";
const HEADER = "idempotency-key";
const KEY = /^[\x21-\x7e][\x20-\x7e]{0,254}$/;

/** The idempotency key of a call: from the header, from `_meta`, or from both if they agree. */
export function readIdempotencyKey(request: IncomingMessage, meta: Readonly<Record<string, unknown>>): ReadKey {
  // Most calls have none; to tell repeated headers apart costs, so it is done only where there is one.
  const isSent = request.headers[HEADER] !== undefined;
  const values: unknown[] = isSent ? [...(request.headersDistinct[HEADER] ?? [])] : [];
  if (Object.hasOwn(meta, NAME)) values.push(meta[NAME]);
  const [first] = values;
  if (values.length === 0) return { ok: true, key: null };
  if (typeof first !== "string" || !KEY.test(first)) {
    return invalid("An Idempotency-Key is 1 to 255 printable ASCII characters.");
  }
  if (values.some((value) => value !== first)) return invalid("The request names different Idempotency-Keys.");
  return { ok: true, key: first };
}

function invalid(detail: string): ReadKey {
  return { ok: false, refusal: refusal("call.idempotency.invalid", `${detail} Nothing ran.`) };
}
