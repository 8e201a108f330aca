import type { CallAnswer, Carry, LetThrough, Reported } from "../pipeline/call.ts";

/** What was said of a call that its caller carries out. */
export type Told = Extract<Reported, { kind: "told" }>;

/** What came of a call, by whom. */
export interface Report {
  readonly callId: string;
  readonly principal: LetThrough["principal"];
  readonly told: Told;
}

export type ReportVerdict =
  /** What the pipeline answers now that it is settled. */
  | { readonly kind: "settled"; readonly answer: CallAnswer }
  /** Something else was said of it before. */
  | { readonly kind: "other" }
  /** None that waits for its outcome, or that of somebody else. */
  | { readonly kind: "unknown" }
  /** None here, and other gateways can't be asked now. */
  | { readonly kind: "unasked" };

interface Handed {
  readonly principal: LetThrough["principal"];
  /** What was said of it, as text; null while nothing was. */
  said: string | null;
  readonly end: (reported: Reported) => void;
  /** The pipeline's answer, once it is settled. */
  readonly settled: Promise<CallAnswer>;
  readonly settle: (answer: CallAnswer) => void;
}

export interface HandedCallsOptions {
  /** How long a report may be repeated, ms. */
  readonly keptMs: number;
}

/** Calls of this process that their callers carry out: admitted, with their reservations, until it is said what came of them. */
export class HandedCalls {
  readonly #options: HandedCallsOptions;
  readonly #calls = new Map<string, Handed>();

  constructor(options: HandedCallsOptions) {
    this.#options = options;
  }

  /** Carries a call out by handing it to its caller for so long; `onHanded` hears of it at once. */
  carry(holdMs: number, onHanded: (call: LetThrough) => void): Carry {
    return (call) =>
      new Promise<Reported>((resolve) => {
        const end = (reported: Reported): void => {
          clearTimeout(timer);
          call.signal.removeEventListener("abort", onStop);
          resolve(reported);
        };
        const onStop = (): void => end({ kind: "unknown", detail: "It was stopped." });
        const late = "Whoever was let through didn't say in time what came of it.";
        const timer = setTimeout(() => end({ kind: "unknown", detail: late }), holdMs);
        call.signal.addEventListener("abort", onStop);
        this.#calls.set(call.callId, { principal: call.principal, said: null, end, ...settling() });
        onHanded(call);
      });
  }

  /** The pipeline has settled a call that was handed out. */
  settled(callId: string, answer: CallAnswer): void {
    const handed = this.#calls.get(callId);
    handed?.settle(answer);
    const isReported = handed !== undefined && handed.said !== null;
    if (!isReported) this.#calls.delete(callId);
    else setTimeout(() => this.#calls.delete(callId), this.#options.keptMs).unref();
  }

  /** Takes what the call's own caller says came of it. The same may be said again. */
  async report({ callId, principal, told }: Report): Promise<ReportVerdict> {
    const handed = this.#calls.get(callId);
    if (!handed || !isSame(handed.principal, principal)) return { kind: "unknown" };
    const said = JSON.stringify([told.isFailed, told.result]);
    if (handed.said !== null && handed.said !== said) return { kind: "other" };
    handed.said = said;
    handed.end(told);
    return { kind: "settled", answer: await handed.settled };
  }

  /** This process leaves: what it handed out can't be told to it any more. Resolves once that is settled. */
  async close(): Promise<void> {
    const open = [...this.#calls.values()];
    for (const { end } of open)
      end({ kind: "unknown", detail: "Its gateway left before it was said what came of it." });
    await Promise.all(open.map(({ settled }) => settled));
  }
}

function settling(): Pick<Handed, "settled" | "settle"> {
  let settle: (answer: CallAnswer) => void = () => {};
  const settled = new Promise<CallAnswer>((resolve) => {
    settle = resolve;
  });
  return { settled, settle };
}

function isSame(one: LetThrough["principal"], other: LetThrough["principal"]): boolean {
  return one.agentId === other.agentId && one.instance === other.instance;
}
