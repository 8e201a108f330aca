import { killKeysOf } from "../identity/caller.ts";
import { unknownTicket } from "./approval-answers.ts";
import { askPeople } from "./ask-people.ts";
import type { CallAnswer, CallRequest } from "./call.ts";
import { type AskAnew, followApproval } from "./follow-approval.ts";
import type { Held } from "./hold-ticket.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { overloadedRefusal } from "./refuse-call.ts";

const RETRY_MS = 1_000;

type Asking = Omit<CallRequest, "find">;

/** Waits with a ticket as long as its request can, and gives the call's answer. Rejects when Postgres can't be read. */
export async function followTicket(deps: PipelineDeps, request: Asking, held: Held): Promise<CallAnswer> {
  const answer = await deps.inHand.take(() => follow(deps, request, held));
  return answer ?? { kind: "refused", refusal: overloadedRefusal(RETRY_MS) };
}

async function follow(deps: PipelineDeps, request: Asking, { ticket, caller }: Held): Promise<CallAnswer> {
  const { shard } = caller;
  const place = { org: ticket.organizationId, shard };
  const watch = await deps.desk.watch(place);
  try {
    // Read once more: what changed before the watch began would be missed.
    const approval = await deps.desk.read(ticket);
    if (!approval) return { kind: "refused", refusal: unknownTicket() };
    const askAnew: AskAnew = (...again) => askPeople(deps, ...again);
    const stoppable = { place, killKeys: [...killKeysOf(caller), approval.connectionId] };
    const answer = await followApproval(
      deps,
      { request, watch, shard, stoppable, askAnew },
      { approval, claim: "ticket" },
    );
    return answer ?? { kind: "refused", refusal: unknownTicket() };
  } finally {
    watch.close();
  }
}
