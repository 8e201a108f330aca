import { crashPoint } from "@countersign/telemetry";
import {
  beginRestore,
  type HotFault,
  inspectHotState,
  type KeptHead,
  openOrganization,
  recordGap,
} from "@countersign/usecases";
import type { WorkerDeps } from "../deps.ts";
import { newestKept } from "../sinks/newest-kept.ts";

/** How long living gateways have to put back what Redis lost, before counters are rebuilt, ms. They look each 250 ms. */
const PUT_BACK_MS = 1_000;

/** Finds organizations of a shard whose hot state is missing, behind or ahead, and mends them. For its writer only. */
export class HotStateMender {
  readonly #deps: WorkerDeps;
  readonly #shard: number;
  readonly #closedSince = new Map<string, number>();
  /** Organizations whose tree was compared with what sinks hold, which each tenure does once. */
  readonly #compared = new Set<string>();

  constructor(deps: WorkerDeps, shard: number) {
    this.#deps = deps;
    this.#shard = shard;
  }

  /** Closes what has lost something, and answers what may be opened now. */
  async closed(): Promise<HotFault[]> {
    const { logger, admission, db } = this.#deps;
    const asked: string[] = [];
    const keptHead = (organizationId: string) => this.#keptHead(organizationId, asked);
    const faults = await inspectHotState({ ...this.#deps, keptHead }, this.#shard);
    if (!faults) return [];
    // What is older stays to be compared until it is known to be closed.
    for (const org of asked) if (!faults.some((each) => each.org === org && each.kept)) this.#compared.add(org);
    const now = performance.now();
    const ready: HotFault[] = [];
    for (const fault of faults) {
      const { org, shard } = fault;
      if (fault.fault === "unrecorded") await recordGap(db, org);
      if (fault.fault === "older") {
        logger.error(
          { organizationId: org, shard, seen: fault.seen, kept: fault.kept },
          "Postgres is older than Redis or a sink of signed heads; calls are refused",
        );
        await beginRestore(this.#deps, { org, shard }, fault);
      }
      if (fault.fault === "lost") {
        logger.error({ organizationId: org, shard }, "Redis has lost something; counters will be rebuilt");
        await admission.closeOrganization({ org, shard });
        crashPoint("mender.after-close");
      }
      if (fault.fault !== "closed" && fault.fault !== "lost") continue;
      const since = this.#closedSince.get(org) ?? now;
      this.#closedSince.set(org, since);
      if (fault.fault === "closed" && (!fault.hasMark || now - since >= PUT_BACK_MS)) ready.push(fault);
    }
    for (const org of this.#closedSince.keys()) {
      if (!faults.some((fault) => fault.org === org)) this.#closedSince.delete(org);
    }
    return ready;
  }

  /** Rebuilds and opens them, one after the other. What is BEHIND comes again with the next look. */
  async open(closed: readonly HotFault[]): Promise<void> {
    for (const { org, shard, resends } of closed) {
      crashPoint("mender.before-open");
      const opening = await openOrganization(this.#deps, { org, shard, resends });
      crashPoint("mender.after-open");
      this.#deps.logger.info({ organizationId: org, shard, opening }, "hot state rebuilt from the ledger");
    }
  }

  /** The newest head that any sink holds. One that can't be asked is asked again with the next look. */
  async #keptHead(organizationId: string, asked: string[]): Promise<KeptHead | null> {
    if (this.#compared.has(organizationId)) return null;
    const { kept, isComplete } = await newestKept(this.#deps, organizationId);
    if (isComplete) asked.push(organizationId);
    return kept;
  }
}
