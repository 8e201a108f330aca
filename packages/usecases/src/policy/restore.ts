import { findPolicyVersion } from "@countersign/db";
import { type ConfigurationDeps, changeConfiguration } from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";
import { type Publication, type PublishedPolicy, publishNext } from "./publish.ts";

export interface Restoration extends Omit<Publication, "source"> {
  /** The version whose text is brought back. */
  readonly version: number;
}

/**
 * Publishes an old version's text as the next version, so that the history goes on instead of being cut. Refused like
 * any publication: an old text may name what is gone by now.
 */
export async function restorePolicy(
  deps: ConfigurationDeps,
  input: Restoration,
): Promise<ChangeOutcome<PublishedPolicy>> {
  return changeConfiguration<PublishedPolicy>(deps, input, async (scope, organization) => {
    const old = await findPolicyVersion(scope, input.version);
    if (!old) return unknownTarget("policy version");
    return publishNext(scope, organization, { ...input, source: old.source, restoredFrom: old.version });
  });
}
