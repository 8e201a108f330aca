import type { Db } from "@countersign/db";
import type { Enrol } from "../identity/gate.ts";

/** Enrols declared instances in Postgres, up to the agent's bound. */
export function enrolInPostgres(db: () => Promise<Db>): Enrol {
  return async ({ organizationId }, agentId, name) => {
    const { enrolInstance } = await import("@countersign/usecases");
    const enrolled = await enrolInstance({ db: await db() }, { organizationId, agentId, name });
    if (!enrolled.ok) return enrolled;
    return {
      ok: true,
      instance: { id: enrolled.value.id, name: enrolled.value.name, isProved: enrolled.value.proved },
    };
  };
}
