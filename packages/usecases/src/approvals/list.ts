import {
  countWaiting,
  findElectors,
  findVotes,
  listApprovalRows,
  listSimilarApprovals,
  type TenantScope,
} from "@countersign/db";
import { z } from "zod";
import { namesOf } from "./electorate.ts";
import type { ApprovalDeps } from "./moves.ts";
import { type ApprovalView, approvalView } from "./view.ts";

export interface ApprovalQuery {
  readonly organizationId: string;
  /** `waiting` waits for people; `decided` is all the rest. */
  readonly tab: "waiting" | "decided";
  /** At most 100. */
  readonly limit: number;
  /** The `nextCursor` of the page before; an unreadable one starts over. */
  readonly cursor: string | null;
  /** Only those whose rules name this person, or on which they voted; null shows all. */
  readonly entitledUserId: string | null;
  readonly agentName?: string;
  /** Only those that owners let through in the approvers' place. */
  readonly isGlassBroken?: boolean;
}

export interface ApprovalPage {
  readonly approvals: readonly ApprovalView[];
  readonly nextCursor: string | null;
}

const MOST = 100;
const cursorSchema = z.tuple([z.string().regex(/^\d{1,17}$/), z.string().max(80)]);

/** A page of an organization's approvals, newest first. */
export function listApprovals(deps: ApprovalDeps, query: ApprovalQuery): Promise<ApprovalPage> {
  const limit = Math.max(1, Math.min(query.limit, MOST));
  return deps.db.tenant(query.organizationId, async (scope) => {
    const rows = await listApprovalRows(scope, {
      tab: query.tab,
      limit: limit + 1,
      after: readCursor(query.cursor),
      named: await namedAs(scope, query.entitledUserId),
      agentName: query.agentName ?? null,
      isGlassBroken: query.isGlassBroken ?? false,
    });
    const page = rows.slice(0, limit);
    const votes = await findVotes(
      scope,
      page.map((row) => row.id),
    );
    const last = rows.length > limit ? page[page.length - 1] : undefined;
    return {
      approvals: page.map(({ atMicros: _place, ...row }) => approvalView(row, votes)),
      nextCursor: last ? writeCursor(last.atMicros, last.id) : null,
    };
  });
}

/** How many approvals wait for people; with a user, for that one. */
export function countWaitingApprovals(
  deps: ApprovalDeps,
  query: { readonly organizationId: string; readonly entitledUserId: string | null },
): Promise<number> {
  return deps.db.tenant(query.organizationId, async (scope) =>
    countWaiting(scope, await namedAs(scope, query.entitledUserId)),
  );
}

/** What an approval is to be held against. */
export interface SimilarApprovals {
  /** The last one before it whose call ran. */
  readonly previous: ApprovalView | null;
  /** Those before it that no longer wait, newest first; at most 20. */
  readonly history: readonly ApprovalView[];
}

const HISTORY = 20;

/** What the same agent asked of the same operation before; with a user, what that one may see of it. */
export function readSimilarApprovals(
  deps: ApprovalDeps,
  {
    organizationId,
    approval,
    entitledUserId,
  }: {
    readonly organizationId: string;
    readonly approval: ApprovalView;
    readonly entitledUserId: string | null;
  },
): Promise<SimilarApprovals> {
  return deps.db.tenant(organizationId, async (scope) => {
    const named = await namedAs(scope, entitledUserId);
    const history = await listSimilarApprovals(scope, approval, { isExecuted: false, named, limit: HISTORY });
    const [ran] = await listSimilarApprovals(scope, approval, { isExecuted: true, named, limit: 1 });
    const votes = await findVotes(
      scope,
      [...history, ...(ran ? [ran] : [])].map(({ id }) => id),
    );
    return {
      previous: ran ? approvalView(ran, votes) : null,
      history: history.map((row) => approvalView(row, votes)),
    };
  });
}

async function namedAs(scope: TenantScope, userId: string | null) {
  if (userId === null) return null;
  const members = await findElectors(scope);
  const isMember = members.some((member) => member.userId === userId);
  const named = isMember ? members.filter((member) => member.userId === userId || member.delegateId === userId) : [];
  return { userId, names: named.flatMap(namesOf) };
}

function writeCursor(atMicros: string, id: string): string {
  return Buffer.from(JSON.stringify([atMicros, id])).toString("base64url");
}

function readCursor(cursor: string | null): { readonly atMicros: string; readonly id: string } | null {
  if (cursor === null) return null;
  try {
    const [atMicros, id] = cursorSchema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
    return { atMicros, id };
  } catch {
    return null;
  }
}
