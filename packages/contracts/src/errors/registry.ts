import { ACCESS_ERRORS } from "./access-errors.ts";
import { APPROVAL_ERRORS } from "./approval-errors.ts";
import { CALL_ERRORS } from "./call-errors.ts";
import { CONFIGURATION_ERRORS } from "./configuration-errors.ts";
import type { ErrorEntry } from "./error-entry.ts";

/** Every refusal that leaves the platform, by `area.noun.reason`. */
export const ERRORS = {
  ...ACCESS_ERRORS,
  ...APPROVAL_ERRORS,
  ...CALL_ERRORS,
  ...CONFIGURATION_ERRORS,
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** The registry's entry for a code. */
export function errorEntry(code: ErrorCode): ErrorEntry {
  return ERRORS[code];
}

/** True when `text` is a code of the registry. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}
