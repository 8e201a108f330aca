import { type DueConnection, takeDueConnections } from "@countersign/db";
import { beginCheck, type CheckTarget, endCheck } from "@countersign/usecases";
import { lookAtConnection } from "../connections/look-at-connection.ts";
import type { WorkerDeps } from "../deps.ts";
import { type Loop, startLoop } from "../loop.ts";

/** The longest look, and how long a worker that died in one keeps others from the next. */
const LOOK_MS = 20_000;
const LEASE_MS = 60_000;
const AGAIN_MS = 1_000;

const EVERY_MS = 2_000;
const AT_ONCE = 16;

/** Looks at one connection: its tools, its health. `busy`: somebody else does just now. */
export async function checkConnection(deps: WorkerDeps, target: CheckTarget): Promise<"done" | "busy" | "gone"> {
  const configuration = { db: deps.db, hot: deps.admission, announce: deps.announce };
  const begun = await beginCheck(configuration, target, LEASE_MS);
  if (begun.kind !== "begun") return begun.kind;
  const { connection, credential } = begun;
  const signal = AbortSignal.timeout(LOOK_MS);
  const finding = await lookAtConnection(deps, { connection, credential, signal });
  const reachedBy = { url: connection.url, credentialId: credential?.id ?? null };
  const ended = await endCheck(configuration, { ...target, reachedBy, finding, random: Math.random() });
  const fields = {
    ...target,
    health: finding.ok ? "ready" : finding.health,
    tools: finding.ok ? finding.tools.length : 0,
  };
  deps.logger.info({ ...fields, ended }, "looked at a connection");
  return "done";
}

/** The job: somebody asks for a look now. While another worker looks, what asked may be newer than what it sees. */
export async function discoverConnection(deps: WorkerDeps, target: CheckTarget): Promise<void> {
  const checked = await checkConnection(deps, target);
  if (checked === "busy") await deps.queue.enqueue("connection-discover", target, { delayMs: AGAIN_MS });
}

/**
 * Looks at every connection now and then. Looks run beside each other, and the loop never waits for one: a dead upstream
 * takes one of the places for as long as a look may last.
 */
export function startConnectionChecks(deps: WorkerDeps): Loop {
  const running = new Set<Promise<void>>();
  const look = async ({ organizationId, id }: DueConnection): Promise<void> => {
    try {
      await checkConnection(deps, { organizationId, connectionId: id });
    } catch (error) {
      deps.logger.warn({ organizationId, connectionId: id, err: error }, "a look at a connection failed");
    }
  };
  const loop = startLoop({ name: "connection-checks", everyMs: EVERY_MS, logger: deps.logger }, async () => {
    const limit = AT_ONCE - running.size;
    if (limit === 0) return false;
    const due = await deps.db.system((scope) => takeDueConnections(scope, { limit, holdMs: LEASE_MS }));
    for (const connection of due) {
      const looking = look(connection).finally(() => running.delete(looking));
      running.add(looking);
    }
    return false;
  });
  return {
    ...loop,
    stop: async () => {
      await loop.stop();
      await Promise.all(running);
    },
  };
}
