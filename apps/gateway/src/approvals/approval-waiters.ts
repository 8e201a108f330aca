import type { Place, Unsubscribe } from "@countersign/admission";
import type { ApprovalWatch } from "./approval-desk.ts";

/** An approval as somebody waits for it to be another, or as it is said to be now. */
interface Known {
  readonly id: string;
  readonly state: string;
}

export interface ApprovalWaitersOptions {
  /** Hears what becomes of an organization's approvals. Rejects when nothing can be heard. */
  readonly subscribe: (place: Place, heard: (said: Known) => void) => Promise<Unsubscribe>;
  /** Which of some approvals are stored in another state by now, for changes that weren't heard. */
  readonly moved: (organizationId: string, state: string, approvalIds: readonly string[]) => Promise<readonly string[]>;
  /** How often the store is looked at, ms: once for all who wait in an organization, however many. */
  readonly lookMs: number;
}

interface Listening {
  readonly place: Place;
  readonly watches: Set<Watch>;
  /** Those that wait for a certain approval now. */
  readonly waiting: Map<string, Set<Watch>>;
  /** Those that don't wait yet, or are busy with what they heard: they keep in mind what changes. */
  readonly attentive: Set<Watch>;
  readonly ready: Promise<Unsubscribe>;
  timer: NodeJS.Timeout | null;
}

/** Few enough that writing the question down holds up nobody. */
const LOOKED_AT_ONCE = 500;

/** Everyone who waits for approvals in this process: one subscription and one look for each organization. */
export class ApprovalWaiters {
  readonly #options: ApprovalWaitersOptions;
  readonly #listening = new Map<string, Listening>();

  constructor(options: ApprovalWaitersOptions) {
    this.#options = options;
  }

  /** Resolves once changes are sure to be heard. Rejects when Redis can't be subscribed to. */
  async watch(place: Place): Promise<ApprovalWatch> {
    const listening = this.#listening.get(place.org) ?? this.#listen(place);
    const watch = new Watch(listening, () => this.#leave(listening, watch));
    listening.watches.add(watch);
    listening.attentive.add(watch);
    try {
      await listening.ready;
    } catch (error) {
      this.#leave(listening, watch);
      throw error;
    }
    return watch;
  }

  async close(): Promise<void> {
    for (const listening of [...this.#listening.values()]) {
      for (const watch of [...listening.watches]) watch.close();
    }
  }

  #listen(place: Place): Listening {
    const ready = this.#options.subscribe(place, (said) => tell(listening, said));
    const listening: Listening = {
      place,
      ready,
      watches: new Set(),
      waiting: new Map(),
      attentive: new Set(),
      timer: null,
    };
    this.#listening.set(place.org, listening);
    this.#lookLater(listening);
    return listening;
  }

  #lookLater(listening: Listening): void {
    listening.timer = setTimeout(() => {
      // What can't be read now is looked at again; who waits goes on waiting.
      void this.#look(listening)
        .catch(() => {})
        .finally(() => {
          if (this.#listening.get(listening.place.org) === listening) this.#lookLater(listening);
        });
    }, this.#options.lookMs).unref();
  }

  async #look({ place, waiting }: Listening): Promise<void> {
    for (const [state, approvalIds] of byKnownState(waiting)) {
      for (let from = 0; from < approvalIds.length; from += LOOKED_AT_ONCE) {
        const some = approvalIds.slice(from, from + LOOKED_AT_ONCE);
        for (const moved of await this.#options.moved(place.org, state, some)) {
          for (const watch of [...(waiting.get(moved) ?? [])]) watch.wakeFrom(state);
        }
      }
    }
  }

  #leave(listening: Listening, watch: Watch): void {
    listening.watches.delete(watch);
    listening.attentive.delete(watch);
    if (listening.watches.size > 0 || this.#listening.get(listening.place.org) !== listening) return;
    this.#listening.delete(listening.place.org);
    if (listening.timer) clearTimeout(listening.timer);
    // A subscription that failed, or fails to end, ends with the connection.
    listening.ready.then((unsubscribe) => unsubscribe()).catch(() => {});
  }
}

/** The approvals that are waited for, by the states their waiters know. */
function byKnownState(waiting: Listening["waiting"]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [approvalId, watches] of waiting) {
    for (const { knownState } of watches) {
      if (knownState === null) continue;
      const ids = found.get(knownState) ?? [];
      if (ids.at(-1) !== approvalId) ids.push(approvalId);
      found.set(knownState, ids);
    }
  }
  return found;
}

/**
 * Most of what is said of an approval that waits leaves its state as it is: messages go out, somebody votes. Nobody is
 * woken by that: with thousands who wait, reading each time would be most of what a gateway does.
 */
function tell({ waiting, attentive }: Listening, said: Known): void {
  for (const watch of [...(waiting.get(said.id) ?? [])]) watch.wakeUnless(said.state);
  for (const watch of attentive) watch.note(said);
}

class Watch implements ApprovalWatch {
  readonly #listening: Listening;
  readonly #onClose: () => void;
  /** Every state that an approval was said to be in: what is said may come late, and out of order. */
  readonly #noted = new Map<string, Set<string>>();
  #known: Known | null = null;
  #finish: ((isChanged: boolean) => void) | null = null;

  constructor(listening: Listening, onClose: () => void) {
    this.#listening = listening;
    this.#onClose = onClose;
  }

  note({ id, state }: Known): void {
    this.#noted.set(id, (this.#noted.get(id) ?? new Set()).add(state));
  }

  /** It is said to be in this state: a change for whoever knows it in another. */
  wakeUnless(state: string): void {
    if (this.knownState !== state) this.#finish?.(true);
  }

  /** It is in this state no more: a change for whoever knows it in that one. */
  wakeFrom(state: string): void {
    if (this.knownState === state) this.#finish?.(true);
  }

  get knownState(): string | null {
    return this.#known?.state ?? null;
  }

  interrupt(): void {
    this.#finish?.(false);
  }

  changed(known: Known, timeoutMs: number): Promise<boolean> {
    const noted = [...(this.#noted.get(known.id) ?? [])];
    this.#noted.clear();
    if (noted.some((state) => state !== known.state)) return Promise.resolve(true);
    this.#known = known;
    this.#wait(known.id);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.interrupt(), timeoutMs);
      this.#finish = (isChanged) => {
        this.#finish = null;
        clearTimeout(timer);
        this.#attend(known.id);
        resolve(isChanged);
      };
    });
  }

  close(): void {
    this.interrupt();
    this.#onClose();
  }

  #wait(approvalId: string): void {
    const { waiting, attentive } = this.#listening;
    attentive.delete(this);
    const others = waiting.get(approvalId) ?? new Set();
    waiting.set(approvalId, others.add(this));
  }

  #attend(approvalId: string): void {
    const { waiting, attentive } = this.#listening;
    const others = waiting.get(approvalId);
    others?.delete(this);
    if (others?.size === 0) waiting.delete(approvalId);
    attentive.add(this);
  }
}
