import type { Admission, HeldLabel } from "@countersign/admission";
import { type Db, findAgent, listInstances } from "@countersign/db";
import { type Outcome, unknownTarget } from "../configuration/outcome.ts";
import { placeOf } from "../configuration/place-of.ts";

/** A policy session of an agent, and what it has now. */
export interface LabelledSession {
  /** The proved instance, or the agent: what to clear it by. */
  readonly id: string;
  /** Null for the agent's own: of the default instance and of all that are only declared by name. */
  readonly instanceName: string | null;
  /** Null while nobody knows: Redis can't be asked or is being rebuilt. */
  readonly labels: readonly HeldLabel[] | null;
}

/** The policy sessions of an agent: its own first, then those of its proved instances. */
export async function readSessionLabels(
  deps: { readonly db: Db; readonly labels: Pick<Admission, "readLabels"> },
  { organizationId, agentId }: { readonly organizationId: string; readonly agentId: string },
): Promise<Outcome<readonly LabelledSession[]>> {
  const subjects = await deps.db.tenant(organizationId, async (scope) => {
    if (!(await findAgent(scope, agentId))) return null;
    const proved = (await listInstances(scope, agentId)).filter((instance) => instance.proved);
    return [{ id: agentId, instanceName: null }, ...proved.map(({ id, name }) => ({ id, instanceName: name }))];
  });
  if (!subjects) return unknownTarget("agent");
  const place = await placeOf(deps.db, organizationId);
  const sessions = subjects.map(({ id }) => ({ instanceId: id, personId: null }));
  const held = await deps.labels.readLabels(place, sessions);
  const value = subjects.map((subject, index) => {
    return { ...subject, labels: (held.kind === "LABELS" ? held.labels[index] : null) ?? null };
  });
  return { ok: true, value };
}
