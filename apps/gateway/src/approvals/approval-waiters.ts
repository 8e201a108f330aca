import type { Place, Unsubscribe } from "@countersign/admission";
import type { ApprovalWatch } from "./approval-desk.ts";

interface Listening {
  readonly place: Place;
  readonly watches: Set<Watch>;
  readonly ready: Promise<Unsubscribe>;
}

/** Everyone who waits for approvals in this process: one subscription per organization, however many wait. */
export class ApprovalWaiters {
  readonly #subscribe: (place: Place, heard: (approvalId: string) => void) => Promise<Unsubscribe>;
  readonly #listening = new Map<string, Listening>();

  constructor(subscribe: (place: Place, heard: (approvalId: string) => void) => Promise<Unsubscribe>) {
    this.#subscribe = subscribe;
  }

  /** Resolves once changes are sure to be heard. Rejects when Redis can't be subscribed to. */
  async watch(place: Place): Promise<ApprovalWatch> {
    const listening = this.#listening.get(place.org) ?? this.#listen(place);
    const watch = new Watch(() => this.#leave(listening, watch));
    listening.watches.add(watch);
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
    const watches = new Set<Watch>();
    const ready = this.#subscribe(place, (approvalId) => {
      for (const watch of [...watches]) watch.hear(approvalId);
    });
    const listening = { place, watches, ready };
    this.#listening.set(place.org, listening);
    return listening;
  }

  #leave(listening: Listening, watch: Watch): void {
    listening.watches.delete(watch);
    if (listening.watches.size > 0 || this.#listening.get(listening.place.org) !== listening) return;
    this.#listening.delete(listening.place.org);
    // A subscription that failed, or fails to end, ends with the connection.
    listening.ready.then((unsubscribe) => unsubscribe()).catch(() => {});
  }
}

class Watch implements ApprovalWatch {
  readonly #onClose: () => void;
  readonly #heard = new Set<string>();
  #wake: ((approvalId: string) => void) | null = null;

  constructor(onClose: () => void) {
    this.#onClose = onClose;
  }

  hear(approvalId: string): void {
    if (this.#wake) this.#wake(approvalId);
    else this.#heard.add(approvalId);
  }

  changed(approvalId: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
    if (this.#heard.delete(approvalId) || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer);
        signal.removeEventListener("abort", finish);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(finish, timeoutMs);
      signal.addEventListener("abort", finish);
      this.#wake = (heard) => {
        if (heard === approvalId) finish();
      };
    });
  }

  close(): void {
    this.#onClose();
  }
}
