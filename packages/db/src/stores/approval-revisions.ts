import type { TenantScope } from "../client/db.ts";
import type { ApprovalRevision } from "../generated/client.ts";
import type { ApprovalRow } from "./approvals.ts";

export type ApprovalRevisionRow = ApprovalRevision;

/** Keeps what the approval asks about now, and who made it so; null for what the agent asked itself. Once only. */
export async function insertRevision(
  scope: TenantScope,
  row: ApprovalRow,
  editor: { readonly id: string; readonly name: string } | null,
): Promise<void> {
  await scope.tx.$executeRaw`
    INSERT INTO approval_revisions ("organizationId", "approvalId", revision, "argumentsText", "forwardedHash",
      "requirementHash", "policyVersion", "editorId", "editorName", "createdAt")
    VALUES (${scope.organizationId}, ${row.id}, ${row.revision}, ${row.argumentsText}, ${row.forwardedHash},
      ${row.requirementHash}, ${row.policyVersion}, ${editor?.id ?? null}, ${editor?.name ?? null},
      CASE WHEN ${row.revision} = 1 THEN ${row.requestedAt} ELSE clock_timestamp() END)
    ON CONFLICT DO NOTHING`;
}

/** What an approval asked about in each revision, the first first; none for one that was never edited. */
export function findRevisions(scope: TenantScope, approvalId: string): Promise<ApprovalRevisionRow[]> {
  const { organizationId } = scope;
  return scope.tx.approvalRevision.findMany({ where: { organizationId, approvalId }, orderBy: { revision: "asc" } });
}
