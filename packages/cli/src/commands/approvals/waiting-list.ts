import { type Approval, type ApprovalRow, listApprovals, readApproval } from "../../api/approvals.ts";
import type { Answered, ManagementApi } from "../../api/management-api.ts";

/** Something that happened to the approvals one may see. */
export type WaitingNews =
  /** It waits: newly, or in another revision. */
  | { readonly event: "waiting"; readonly approval: ApprovalRow }
  /** It waits no longer. */
  | { readonly event: "ended"; readonly approval: Approval };

/** The approvals that wait, as a platform tells them from one look to the next. */
export class WaitingList {
  readonly #api: ManagementApi;
  readonly #waiting = new Map<string, ApprovalRow>();

  constructor(api: ManagementApi) {
    this.#api = api;
  }

  /** Those that wait, the one that has waited longest first. */
  get waiting(): readonly ApprovalRow[] {
    return [...this.#waiting.values()].sort((a, b) => a.requestedAt.localeCompare(b.requestedAt));
  }

  /** What is new since the look before, in its order. A look that fails halfway tells the rest the next time. */
  async look(): Promise<Answered<readonly WaitingNews[]>> {
    const listed = await listApprovals(this.#api, "waiting");
    if (listed.kind !== "ANSWERED") return listed;
    const present = new Set(listed.value.map(({ id }) => id));
    const news: WaitingNews[] = [];
    for (const id of [...this.#waiting.keys()].filter((known) => !present.has(known))) {
      const read = await readApproval(this.#api, id);
      if (read.kind === "AWAY") return read;
      // It still waits, beyond those that are listed.
      if (read.kind === "ANSWERED" && read.value.state === "pending") continue;
      this.#waiting.delete(id);
      // Whoever may not see it any more is told nothing of it.
      if (read.kind === "ANSWERED") news.push({ event: "ended", approval: read.value });
    }
    for (const approval of [...listed.value].reverse()) {
      if (this.#waiting.get(approval.id)?.revision !== approval.revision) news.push({ event: "waiting", approval });
      this.#waiting.set(approval.id, approval);
    }
    return { kind: "ANSWERED", value: news };
  }
}
