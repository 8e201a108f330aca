import type { TenantScope } from "../client/db.ts";

/** How far a sink of signed heads has come. */
export interface SinkState {
  readonly sink: string;
  /** Leaves of the newest head it has taken. */
  readonly size: bigint;
  readonly takenAt: Date | null;
  readonly failedAt: Date | null;
  /** Why it didn't take the last one; null once it has taken one again. */
  readonly problem: string | null;
}

/** Notes that a sink has taken a head. */
export async function noteSinkTook(
  scope: TenantScope,
  { sink, size }: Pick<SinkState, "sink" | "size">,
): Promise<void> {
  await scope.tx.$executeRaw`
    INSERT INTO audit_sinks ("organizationId", sink, size, "takenAt")
    VALUES (${scope.organizationId}, ${sink}, ${size}, now())
    ON CONFLICT ("organizationId", sink) DO UPDATE SET size = excluded.size, "takenAt" = now(), problem = NULL`;
}

/** Notes that a sink didn't take a head. `problem` is shown to people. */
export async function noteSinkFailed(
  scope: TenantScope,
  { sink, problem }: { readonly sink: string; readonly problem: string },
): Promise<void> {
  await scope.tx.$executeRaw`
    INSERT INTO audit_sinks ("organizationId", sink, "failedAt", problem)
    VALUES (${scope.organizationId}, ${sink}, now(), ${problem})
    ON CONFLICT ("organizationId", sink) DO UPDATE SET "failedAt" = now(), problem = excluded.problem`;
}

/** The sinks that were ever tried for the organization, by name. */
export function listSinks(scope: TenantScope): Promise<SinkState[]> {
  return scope.tx.$queryRaw<SinkState[]>`
    SELECT sink, size, "takenAt", "failedAt", problem FROM audit_sinks
    WHERE "organizationId" = ${scope.organizationId} ORDER BY sink`;
}
