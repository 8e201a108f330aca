import { refusal } from "@countersign/contracts";
import type { Refused } from "../configuration/outcome.ts";

/** The one answer to a link that can't be used, whatever the reason: used, replaced, expired, or never made. */
export function linkOver(): Refused {
  const detail = "This link was used already, has expired or was replaced by a newer one. Ask for a new one.";
  return { ok: false, refusal: refusal("auth.link.invalid", detail) };
}
