import type { Decision } from "@countersign/policy";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** The hash of what the asking rules demand: an approval is for exactly this requirement. */
export function requirementHashOf(deps: Pick<PipelineDeps, "hashes">, decision: Decision): string {
  return deps.hashes.sha256(decision.approval?.content ?? "");
}
