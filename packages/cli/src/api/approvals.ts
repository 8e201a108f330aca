import { z } from "zod";
import { type Answered, ask, type ManagementApi } from "./management-api.ts";

/** An approval as lists tell it; whatever else a platform says of it is kept for `--json`. */
export const approvalRowSchema = z.looseObject({
  id: z.string(),
  state: z.string(),
  revision: z.number(),
  requestedAt: z.string(),
  expiresAt: z.string(),
  agentName: z.string(),
  instanceName: z.string(),
  operation: z.string(),
  summary: z.string(),
  ruleIds: z.array(z.string()),
  costMicros: z.string(),
});
export type ApprovalRow = z.infer<typeof approvalRowSchema>;

const approvalSchema = approvalRowSchema.extend({
  argumentsText: z.string(),
  agentReason: z.string().nullable(),
  labels: z.array(z.string()),
  requirements: z.array(z.object({ ruleId: z.string(), by: z.array(z.string()), quorum: z.number() })),
  linkedFrom: z.object({ id: z.string(), state: z.string() }).nullable(),
  canDecide: z.boolean(),
  reason: z.string().nullable(),
  /** Owners who break the glass. */
  glass: z.array(z.object({ userName: z.string(), reason: z.string() })),
  votes: z.array(
    z.object({
      userName: z.string(),
      standsFor: z.array(z.string()).default([]),
      decision: z.enum(["approve", "deny"]),
      reason: z.string().nullable(),
    }),
  ),
});
export type Approval = z.infer<typeof approvalSchema>;

const pageSchema = z.object({ approvals: z.array(approvalRowSchema), nextCursor: z.string().nullable() });

const PAGE = 100;
/** So many pages are read at most. */
const MOST_PAGES = 10;

/** Approvals that wait, or those that don't any more, newest first; a thousand at most. */
export async function listApprovals(
  api: ManagementApi,
  tab: "waiting" | "decided",
): Promise<Answered<readonly ApprovalRow[]>> {
  const rows: ApprovalRow[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query: URLSearchParams = new URLSearchParams({
      tab,
      limit: String(PAGE),
      ...(cursor !== null && { cursor }),
    });
    const answered: Answered<z.infer<typeof pageSchema>> = await ask(api, {
      path: "/approvals",
      query,
      answer: pageSchema,
    });
    if (answered.kind !== "ANSWERED") return answered;
    rows.push(...answered.value.approvals);
    cursor = answered.value.nextCursor;
    if (cursor === null) break;
  }
  return { kind: "ANSWERED", value: rows };
}

/** One approval, whole. */
export function readApproval(api: ManagementApi, id: string): Promise<Answered<Approval>> {
  return ask(api, { path: `/approvals/${encodeURIComponent(id)}`, answer: approvalSchema });
}

export type Decision =
  | { readonly kind: "approve"; readonly revision: number; readonly note: string | null }
  | { readonly kind: "deny"; readonly reason: string };

/** Votes on an approval as the token's person. */
export function decideApproval(api: ManagementApi, id: string, decision: Decision): Promise<Answered<Approval>> {
  const { kind, ...body } = decision;
  return ask(api, {
    method: "POST",
    path: `/approvals/${encodeURIComponent(id)}/${kind}`,
    body,
    answer: approvalSchema,
  });
}
