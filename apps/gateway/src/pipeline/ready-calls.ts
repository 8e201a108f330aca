import type { Admission, Place, ReadyCallNotice, Unsubscribe } from "@countersign/admission";
import { crashPoint } from "@countersign/telemetry";
import type { ApprovalView } from "../approvals/approval-desk.ts";
import { askPeople } from "./ask-people.ts";
import { Departure } from "./departure.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { runClaimed } from "./run-approved.ts";

export interface ReadyCallsOptions {
  readonly pipeline: PipelineDeps;
  readonly admission: Pick<Admission, "subscribeReady">;
}

/** So many run here at once; further ones are left to other gateways, or until they are announced again. */
const MOST_AT_ONCE = 64;

/** Nobody waits: what is answered is kept until the agent asks for it. */
const GONE = new Departure();
GONE.leave();

/** Runs approved calls that needn't wait for their agents, whichever gateway their agents asked. */
export class ReadyCalls {
  readonly #options: ReadyCallsOptions;
  readonly #running = new Map<string, Promise<void>>();
  #hearing: Promise<Unsubscribe> | null = null;

  constructor(options: ReadyCallsOptions) {
    this.#options = options;
  }

  /** Begins to hear what is ready. */
  listen(): void {
    this.#hearing ??= this.#options.admission.subscribeReady((ready, place) => this.#take(ready, place));
  }

  /** Takes no more, and ends with those in hand. */
  async close(): Promise<void> {
    await (await this.#hearing)?.();
    await Promise.all(this.#running.values());
  }

  #take(ready: ReadyCallNotice, place: Place): void {
    const { approvalId } = ready;
    if (this.#running.has(approvalId) || this.#running.size >= MOST_AT_ONCE) return;
    const run = this.#run(ready, place)
      .catch((error: unknown) => {
        const { log } = this.#options.pipeline;
        log.warn({ approvalId, error: String(error) }, "an approved call couldn't be run; it is tried again");
      })
      .finally(() => this.#running.delete(approvalId));
    this.#running.set(approvalId, run);
  }

  async #run({ approvalId, organizationRef }: ReadyCallNotice, { org: organizationId }: Place): Promise<void> {
    const { pipeline } = this.#options;
    crashPoint("gateway.before-claim");
    const claimed = await pipeline.desk.claimReady({ organizationId, approvalId }, pipeline.settings.leaseMs);
    crashPoint("gateway.after-claim");
    if (!claimed.ok) return;
    const request = requestOf(claimed.approval, organizationRef);
    await runClaimed(pipeline, { request, askAnew: (...again) => askPeople(pipeline, ...again) }, claimed);
  }
}

/** The request that its agent would make with the ticket. */
function requestOf(approval: ApprovalView, organizationRef: string) {
  const { agentId, keyId, instanceId, instanceName, surface, agentReason } = approval;
  return {
    credential: { organizationRef, agentId, keyId, instanceId, instanceName },
    surface,
    arguments: {},
    client: { name: approval.clientName, version: approval.clientVersion },
    session: null,
    agentReason,
    idempotencyKey: null,
    wait: { ticketAfterMs: 0, isTask: false, onHeartbeat: () => {}, presence: GONE },
    cancel: new AbortController(),
  };
}
