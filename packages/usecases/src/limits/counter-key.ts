import type { Admission, Place } from "@countersign/admission";
import type { CounterName } from "./compare-counters.ts";

/** The key of the counter that an entry of the ledger counts on. */
export function counterKeyOfEntry(
  counterKeyOf: Admission["counterKeyOf"],
  place: Place,
  { kind, rule, limitName, scopeKind, scopeId, windowId }: CounterName,
): string {
  const name = limitName === "" ? {} : { name: limitName };
  // A limit's `id` is told in refusals and has no part in its key.
  return counterKeyOf(place, { id: "", rule, ...name, scope: { kind: scopeKind, id: scopeId }, kind }, windowId);
}
