import type { TenantScope } from "../client/db.ts";
import type { ApprovalRow } from "./approvals.ts";

/** Somebody who wants a waiting call let through by two owners. */
export interface GlassBreak {
  readonly userId: string;
  readonly userName: string;
  readonly reason: string;
  readonly channel: string;
  readonly createdAt: Date;
}

/** Notes that somebody breaks the glass for an approval's present revision. False when they did already. */
export async function insertGlassBreak(
  scope: TenantScope,
  { id, revision }: ApprovalRow,
  { userId, reason, channel }: Pick<GlassBreak, "userId" | "reason" | "channel">,
): Promise<boolean> {
  const inserted = await scope.tx.$executeRaw`
    INSERT INTO glass_breaks ("organizationId", "approvalId", revision, "userId", reason, channel, "createdAt")
    VALUES (${scope.organizationId}, ${id}, ${revision}, ${userId}, ${reason}, ${channel}, clock_timestamp())
    ON CONFLICT DO NOTHING`;
  return inserted > 0;
}

/** Who breaks the glass for an approval's present revision, oldest first. */
export function findGlassBreaks(scope: TenantScope, { id, revision }: ApprovalRow): Promise<GlassBreak[]> {
  return scope.tx.$queryRaw<GlassBreak[]>`
    SELECT b."userId", users.name AS "userName", b.reason, b.channel, b."createdAt"
    FROM glass_breaks b JOIN users ON users.id = b."userId"
    WHERE b."organizationId" = ${scope.organizationId} AND b."approvalId" = ${id} AND b.revision = ${revision}
    ORDER BY b."createdAt", b."userId"`;
}
