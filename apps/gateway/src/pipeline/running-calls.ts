import type { Admission, Place, Unsubscribe } from "@countersign/admission";

/** What a running or waiting call would be stopped by, and where. */
export interface Stoppable {
  readonly place: Place;
  readonly killKeys: readonly string[];
}

/** A call while it runs or waits here. */
export interface RunningCall {
  /** Aborted when a kill switch stops the call, or its request is cancelled. */
  readonly signal: AbortSignal;
  /** The id whose kill switch stopped it; null while none did. */
  stoppedBy(): string | null;
  /** It has ended: nothing stops it any more. */
  end(): void;
}

export interface RunningCallsOptions {
  readonly admission: Pick<Admission, "subscribeStops" | "organizationState">;
  /** How often Redis is asked for kill switches while calls are out, in case a word of one was missed, ms. */
  readonly lookMs: number;
}

class Running implements RunningCall {
  readonly of: Stoppable;
  readonly since = performance.now();
  readonly #controller: AbortController;
  #stoppedBy: string | null = null;

  constructor(of: Stoppable, controller: AbortController, stoppedBy: string | null) {
    this.of = of;
    this.#controller = controller;
    this.#stoppedBy = stoppedBy;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  stoppedBy = (): string | null => this.#stoppedBy;

  end = (): void => {};

  /** Stops the call if one of the ids is among those that stop it. */
  stopIf(ids: ReadonlySet<string>, stopped: WeakMap<AbortController, string>): void {
    if (this.signal.aborted) return;
    const which = this.of.killKeys.find((id) => ids.has(id));
    if (which === undefined) return;
    this.#stoppedBy = which;
    stopped.set(this.#controller, which);
    this.#controller.abort();
  }
}

/**
 * The calls that run in this process, so that a kill switch aborts them. Admission alone decides what may start; this only
 * hastens the end of what is out: by the word that goes round with each kill, and by a look at Redis now and then.
 */
export class RunningCalls {
  readonly #options: RunningCallsOptions;
  readonly #byOrganization = new Map<string, Set<Running>>();
  /** What stopped a request: its call may start over under a newer snapshot, and stays stopped. */
  readonly #stopped = new WeakMap<AbortController, string>();
  #hearing: Promise<Unsubscribe> | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: RunningCallsOptions) {
    this.#options = options;
  }

  /** Begins to hear of kill switches. */
  listen(): void {
    this.#hearing ??= this.#options.admission.subscribeStops((ids, org) => this.#stop(org, ids));
  }

  /**
   * Notes a call, before it is admitted, so that no kill falls between its admission and its start. It is aborted by the
   * controller of its request, where it has one: making another costs more than all the rest here.
   */
  start(of: Stoppable, controller = new AbortController()): RunningCall {
    const running = new Running(of, controller, this.#stopped.get(controller) ?? null);
    const calls = this.#byOrganization.get(of.place.org) ?? new Set<Running>();
    this.#byOrganization.set(of.place.org, calls);
    calls.add(running);
    this.#timer ??= setInterval(() => void this.#look(), this.#options.lookMs).unref();
    running.end = () => {
      calls.delete(running);
      if (calls.size === 0 && this.#byOrganization.get(of.place.org) === calls) {
        this.#byOrganization.delete(of.place.org);
      }
    };
    return running;
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await (await this.#hearing)?.();
  }

  #stop(org: string, ids: readonly string[]): void {
    const among = new Set(ids);
    for (const running of this.#byOrganization.get(org) ?? []) running.stopIf(among, this.#stopped);
  }

  async #look(): Promise<void> {
    const before = performance.now() - this.#options.lookMs;
    for (const [org, calls] of this.#byOrganization) {
      const old = [...calls].find((running) => running.since <= before);
      if (!old) continue;
      const state = await this.#options.admission.organizationState(old.of.place);
      if (state.kind === "STATE" && state.kills.length > 0) this.#stop(org, state.kills);
    }
  }
}
