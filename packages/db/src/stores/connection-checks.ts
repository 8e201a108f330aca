import type { PlainScope, TenantScope } from "../client/db.ts";

export type ConnectionHealth = "discovering" | "ready" | "failing" | "unauthorized";

export interface CheckEnd {
  readonly health: Exclude<ConnectionHealth, "discovering">;
  /** A sentence of ours for people; null when nothing is wrong. */
  readonly fault: string | null;
  /** The MCP revision, when the upstream told it. */
  readonly protocol: string | null;
  /** When to look again, ms from now. */
  readonly nextCheckMs: number;
  /** True when its tools were read. */
  readonly isDiscovered: boolean;
}

/** Takes the right to look at a connection for so many ms. False while another worker has it, or it may not be reached. */
export async function takeConnectionCheck(scope: TenantScope, connectionId: string, leaseMs: number): Promise<boolean> {
  const taken = await scope.tx.$executeRaw`
    UPDATE connections SET "checkingUntil" = now() + ${leaseMs} * interval '1 millisecond'
    WHERE "organizationId" = ${scope.organizationId} AND id = ${connectionId} AND "disconnectedAt" IS NULL
      AND ("checkingUntil" IS NULL OR "checkingUntil" <= now())
      AND NOT EXISTS (SELECT 1 FROM organizations o WHERE o.id = ${scope.organizationId} AND o."suspendedAt" IS NOT NULL)`;
  return taken === 1;
}

/** Writes down what a look found, and gives the right to look back. */
export async function endConnectionCheck(scope: TenantScope, connectionId: string, end: CheckEnd): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE connections SET
      health = ${end.health},
      fault = ${end.fault},
      failures = CASE WHEN ${end.health} = 'ready' THEN 0 ELSE failures + 1 END,
      protocol = coalesce(${end.protocol}, protocol),
      "discoveredAt" = CASE WHEN ${end.isDiscovered} THEN now() ELSE "discoveredAt" END,
      "checkedAt" = now(),
      "nextCheckAt" = now() + ${end.nextCheckMs} * interval '1 millisecond',
      "checkingUntil" = NULL
    WHERE "organizationId" = ${scope.organizationId} AND id = ${connectionId}`;
}

/** Gives the right to look back without a finding. */
export async function dropConnectionCheck(scope: TenantScope, connectionId: string): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE connections SET "checkingUntil" = NULL
    WHERE "organizationId" = ${scope.organizationId} AND id = ${connectionId}`;
}

/** Shows a connection as being looked at: somebody changed how it is reached, or asked for a look. Should the request get lost, the minute's look finds it. */
export async function setConnectionDiscovering(scope: TenantScope, connectionId: string): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE connections SET health = 'discovering', fault = NULL,
      "nextCheckAt" = least("nextCheckAt", now() + interval '1 minute')
    WHERE "organizationId" = ${scope.organizationId} AND id = ${connectionId}`;
}

export interface DueConnection {
  readonly id: string;
  readonly organizationId: string;
}

/** Connections of all organizations whose look is due; they are due again after `holdMs` if nobody ends the look. */
export function takeDueConnections(
  scope: PlainScope,
  { limit, holdMs }: { readonly limit: number; readonly holdMs: number },
): Promise<DueConnection[]> {
  return scope.tx.$queryRaw<DueConnection[]>`
    UPDATE connections SET "nextCheckAt" = now() + ${holdMs} * interval '1 millisecond'
    WHERE id IN (
      SELECT c.id FROM connections c JOIN organizations o ON o.id = c."organizationId"
      WHERE c."disconnectedAt" IS NULL AND c."nextCheckAt" <= now() AND o."suspendedAt" IS NULL
      ORDER BY c."nextCheckAt" LIMIT ${limit} FOR UPDATE OF c SKIP LOCKED)
    RETURNING id, "organizationId"`;
}
