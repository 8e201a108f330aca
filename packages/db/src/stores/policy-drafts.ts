import type { TenantScope } from "../client/db.ts";
import type { PolicyDraft } from "../generated/client.ts";

export type PolicyDraftRow = PolicyDraft;

export interface NewPolicyDraft {
  readonly id: string;
  /** Whose draft it is: a person, or a management token. */
  readonly userId: string;
  readonly source: string;
  /** The published version it was made from; 0 while nothing has been published. */
  readonly baseVersion: number;
}

/** A person's draft; null when they have none. */
export function findPolicyDraft(scope: TenantScope, userId: string): Promise<PolicyDraftRow | null> {
  return scope.tx.policyDraft.findFirst({ where: { organizationId: scope.organizationId, userId, endedAt: null } });
}

/** Begins a draft. Null when its owner has one. Its revisions go on from those of the owner's drafts before. */
export async function beginPolicyDraft(scope: TenantScope, draft: NewPolicyDraft): Promise<PolicyDraftRow | null> {
  const rows = await scope.tx.$queryRaw<PolicyDraftRow[]>`
    INSERT INTO policy_drafts AS d (id, "organizationId", "userId", source, "baseVersion")
    VALUES (${draft.id}, ${scope.organizationId}, ${draft.userId}, ${draft.source}, ${draft.baseVersion})
    ON CONFLICT ("organizationId", "userId") DO UPDATE SET source = excluded.source,
      "baseVersion" = excluded."baseVersion", revision = d.revision + 1, "updatedAt" = clock_timestamp(), "endedAt" = NULL
    WHERE d."endedAt" IS NOT NULL
    RETURNING *`;
  return rows[0] ?? null;
}

/** Replaces a draft's text if it is still at `revision`. Null when it isn't, or has ended. */
export async function replacePolicyDraft(
  scope: TenantScope,
  draft: Omit<NewPolicyDraft, "id"> & { readonly revision: number },
): Promise<PolicyDraftRow | null> {
  const rows = await scope.tx.$queryRaw<PolicyDraftRow[]>`
    UPDATE policy_drafts SET source = ${draft.source}, "baseVersion" = ${draft.baseVersion},
      revision = revision + 1, "updatedAt" = clock_timestamp()
    WHERE "organizationId" = ${scope.organizationId} AND "userId" = ${draft.userId} AND revision = ${draft.revision}
      AND "endedAt" IS NULL
    RETURNING *`;
  return rows[0] ?? null;
}

/** Ends a draft and empties it. False when there was none. */
export async function endPolicyDraft(scope: TenantScope, userId: string): Promise<boolean> {
  const ended = await scope.tx.$executeRaw`
    UPDATE policy_drafts SET source = '', "endedAt" = clock_timestamp(), revision = revision + 1
    WHERE "organizationId" = ${scope.organizationId} AND "userId" = ${userId} AND "endedAt" IS NULL`;
  return ended > 0;
}
