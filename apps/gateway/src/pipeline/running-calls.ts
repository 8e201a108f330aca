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

/** What a kill switch may concern. */
interface Concerned {
  readonly of: Stoppable;
  /** Monotonic ms. */
  readonly since: number;
  /** Stops it if one of the ids is among those that stop it. */
  stopIf(ids: ReadonlySet<string>, stopped: WeakMap<AbortController, string>): void;
}

class Running implements RunningCall, Concerned {
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

  stopIf(ids: ReadonlySet<string>, stopped: WeakMap<AbortController, string>): void {
    if (this.signal.aborted) return;
    const which = stopOf(this.of, ids);
    if (which === undefined) return;
    this.#stoppedBy = which;
    stopped.set(this.#controller, which);
    this.#controller.abort();
  }
}

/** Somebody who waits, and is to look whether they still may. */
class Heeding implements Concerned {
  readonly of: Stoppable;
  readonly since = performance.now();
  readonly #onStop: () => void;

  constructor(of: Stoppable, onStop: () => void) {
    this.of = of;
    this.#onStop = onStop;
  }

  stopIf(ids: ReadonlySet<string>): void {
    if (stopOf(this.of, ids) !== undefined) this.#onStop();
  }
}

function stopOf({ killKeys }: Stoppable, ids: ReadonlySet<string>): string | undefined {
  return killKeys.find((id) => ids.has(id));
}

/**
 * The calls that run in this process, so that a kill switch aborts them. Admission alone decides what may start; this only
 * hastens the end of what is out: by the word that goes round with each kill, and by a look at Redis now and then.
 */
export class RunningCalls {
  readonly #options: RunningCallsOptions;
  readonly #byOrganization = new Map<string, Set<Concerned>>();
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
    running.end = this.#note(running);
    return running;
  }

  /** Calls `onStop` at each kill switch that stops the one who waits. Returns its end. */
  heed(of: Stoppable, onStop: () => void): () => void {
    return this.#note(new Heeding(of, onStop));
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await (await this.#hearing)?.();
  }

  #note(concerned: Concerned): () => void {
    const { org } = concerned.of.place;
    const calls = this.#byOrganization.get(org) ?? new Set<Concerned>();
    this.#byOrganization.set(org, calls);
    calls.add(concerned);
    this.#timer ??= setInterval(() => void this.#look(), this.#options.lookMs).unref();
    return () => {
      calls.delete(concerned);
      if (calls.size === 0 && this.#byOrganization.get(org) === calls) this.#byOrganization.delete(org);
    };
  }

  #stop(org: string, ids: readonly string[]): void {
    const among = new Set(ids);
    for (const concerned of this.#byOrganization.get(org) ?? []) concerned.stopIf(among, this.#stopped);
  }

  async #look(): Promise<void> {
    const before = performance.now() - this.#options.lookMs;
    for (const [org, calls] of this.#byOrganization) {
      const [oldest] = calls;
      if (!oldest || oldest.since > before) continue;
      const state = await this.#options.admission.organizationState(oldest.of.place);
      if (state.kind === "STATE" && state.kills.length > 0) this.#stop(org, state.kills);
    }
  }
}
