import type { PlainScope, TenantScope } from "../client/db.ts";

/** A link by which one person may decide one revision of an approval once. */
export interface ApprovalLinkRow {
  readonly id: string;
  readonly organizationId: string;
  readonly approvalId: string;
  readonly revision: number;
  readonly userId: string;
  /** When a vote was cast by it; null while none was. */
  readonly usedAt: Date | null;
}

export interface NewApprovalLink extends Pick<ApprovalLinkRow, "id" | "approvalId" | "revision" | "userId"> {
  /** SHA-256 of the link's text, hex. */
  readonly tokenHash: string;
}

/** Inserts a link unless this person has one for this revision. Returns the one there is. */
export async function ensureApprovalLink(scope: TenantScope, link: NewApprovalLink): Promise<ApprovalLinkRow> {
  const { id, approvalId, revision, userId, tokenHash } = link;
  await scope.tx.$executeRaw`
    INSERT INTO approval_links (id, "organizationId", "approvalId", revision, "userId", "tokenHash")
    VALUES (${id}, ${scope.organizationId}, ${approvalId}, ${revision}, ${userId}, ${tokenHash})
    ON CONFLICT ("organizationId", "approvalId", revision, "userId") DO NOTHING`;
  return scope.tx.approvalLink.findFirstOrThrow({
    where: { organizationId: scope.organizationId, approvalId, revision, userId },
  });
}

/** The link of a text, however it stands. In the scope of `byApprovalLink` for that text. */
export function findApprovalLink(scope: PlainScope, tokenHash: string): Promise<ApprovalLinkRow | null> {
  return scope.tx.approvalLink.findFirst({ where: { tokenHash } });
}

/** Uses a link up: of any number at once, one gets it. False when it was used. */
export async function spendApprovalLink(scope: TenantScope, id: string): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE approval_links SET "usedAt" = clock_timestamp()
    WHERE "organizationId" = ${scope.organizationId} AND id = ${id} AND "usedAt" IS NULL`;
  return changed === 1;
}
