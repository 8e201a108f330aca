import { countWaiting, findElectors, findVotes, listApprovalRows, type TenantScope } from "@countersign/db";
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

async function namedAs(scope: TenantScope, userId: string | null) {
  if (userId === null) return null;
  const member = (await findElectors(scope)).find((elector) => elector.userId === userId);
  return { userId, names: member ? namesOf(member) : [] };
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
