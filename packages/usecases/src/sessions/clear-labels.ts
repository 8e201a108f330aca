import type { Admission, HeldLabel } from "@countersign/admission";
import { refusal } from "@countersign/contracts";
import { appendOutbox, clearSession } from "@countersign/db";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import type { ChangeOutcome, Refused } from "../configuration/outcome.ts";
import { placeOf } from "../configuration/place-of.ts";
import { findSessionSubject } from "./session-subject.ts";

export interface LabelClearing extends ConfigurationChange {
  /** A proved instance, or an agent: whose session it is. */
  readonly sessionId: string;
}

export interface ClearedLabels {
  /** What the session had. Empty: there was nothing to clear, and nothing was recorded. */
  readonly labels: readonly string[];
}

export type LabelClearingDeps = ConfigurationDeps & {
  readonly labels: Pick<Admission, "readLabels" | "clearLabels" | "organizationState">;
};

/**
 * Clears a policy session of its labels. Recorded first, with the point up to which it is cleared, then told to Redis:
 * what a call sets after that point stays, and a rebuilt Redis knows the session as cleared. A call that is out when it
 * is cleared puts its labels on again as it ends: what it brought back is new to the session.
 */
export async function clearLabels(
  deps: LabelClearingDeps,
  input: LabelClearing,
): Promise<ChangeOutcome<ClearedLabels>> {
  const { organizationId, sessionId } = input;
  const found = await deps.db.tenant(organizationId, (scope) => findSessionSubject(scope, sessionId));
  if (!found.ok) return found;
  const { session, agentName, instanceName } = found.value;
  const place = await placeOf(deps.db, organizationId);
  const held = await deps.labels.readLabels(place, [session]);
  const state = await deps.labels.organizationState(place);
  const labels = held.kind === "LABELS" ? held.labels[0] : null;
  if (!labels || state.kind !== "STATE" || state.sequence === null) return unknownNow();
  const upToSequence = state.sequence;
  const value: ClearedLabels = { labels: labels.map(({ label }) => label) };
  const outcome = await changeConfiguration<ClearedLabels>(deps, input, async (scope) => {
    if (labels.length === 0) return { ok: true, value, act: null };
    await clearSession(scope, session, upToSequence);
    await appendOutbox(scope, { topic: "session.cleared", payload: { ...session, upToSequence } });
    const name = instanceName ?? agentName;
    return {
      ok: true,
      value,
      act: {
        kind: "agent",
        action: "session.cleared",
        subject: { kind: instanceName === null ? "agent" : "instance", id: sessionId, name },
        agentName,
        ...(instanceName !== null && { instanceName }),
        detail: { before: { labels: labels.map(factsOf) }, after: { labels: [] } },
        summary: `labels of ${name} cleared: ${value.labels.join(", ")}`,
      },
    };
  });
  if (!outcome.ok || value.labels.length === 0) return outcome;
  const cleared = await deps.labels.clearLabels(place, session, upToSequence);
  // Said once more: what was said with the change came before the labels were gone.
  await deps.announce?.(place, { type: "version", version: outcome.version.toString() }).catch(() => undefined);
  return { ...outcome, inForce: outcome.inForce && cleared.kind === "CLEARED" };
}

function factsOf({ label, ruleId, sinceMs, untilMs }: HeldLabel) {
  return { label, ruleId, since: new Date(sinceMs).toISOString(), until: new Date(untilMs).toISOString() };
}

function unknownNow(): Refused {
  const detail = "The labels of sessions can't be read now, so nothing was cleared. Try again in a few seconds.";
  return { ok: false, refusal: refusal("platform.state.rebuilding", detail, { retryAfterMs: 2_000 }) };
}
