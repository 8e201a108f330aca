import { randomUUID } from "node:crypto";
import type { Admission, Place, Unsubscribe } from "@countersign/admission";
import type { JsonValue } from "@countersign/core";
import { z } from "zod";
import { answerOf } from "../pipeline/kept-answer.ts";
import type { HandedCalls, Report, ReportVerdict } from "./handed-calls.ts";

const verdictSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("settled"), answer: z.unknown().transform(answerOf) }),
  z.object({ kind: z.literal("other") }),
]);
const messageSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("told"),
    id: z.string(),
    callId: z.string(),
    principal: z.object({ agentId: z.string(), instance: z.string().nullable() }),
    told: z.object({
      kind: z.literal("told"),
      isFailed: z.boolean(),
      result: z.custom<JsonValue>((value) => value !== undefined),
    }),
  }),
  z.object({ kind: z.literal("verdict"), id: z.string(), verdict: verdictSchema }),
]);

export interface OutcomeRelayOptions {
  readonly handed: HandedCalls;
  readonly admission: Pick<Admission, "passOutcome" | "subscribeOutcomes">;
  /** How long other gateways have to answer, ms. */
  readonly waitMs: number;
}

/** Brings what came of a call to the gateway that holds it, whichever was told. */
export class OutcomeRelay {
  readonly #options: OutcomeRelayOptions;
  readonly #asked = new Map<string, (verdict: ReportVerdict) => void>();
  #hearing: Promise<Unsubscribe> | null = null;

  constructor(options: OutcomeRelayOptions) {
    this.#options = options;
  }

  /** Begins to hear what other gateways are told. */
  listen(): void {
    this.#hearing ??= this.#options.admission.subscribeOutcomes((message, place) => this.#hear(message, place));
  }

  async close(): Promise<void> {
    await (await this.#hearing)?.();
  }

  /** As `HandedCalls.report`, over all gateways. */
  async report(place: Place, report: Report): Promise<ReportVerdict> {
    const here = await this.#options.handed.report(report);
    return here.kind === "unknown" ? this.#ask(place, report) : here;
  }

  async #ask(place: Place, report: Report): Promise<ReportVerdict> {
    const id = randomUUID();
    const { admission, waitMs } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<ReportVerdict>((resolve) => {
      this.#asked.set(id, resolve);
      timer = setTimeout(() => resolve({ kind: "unknown" }), waitMs);
    });
    try {
      const passed = await admission.passOutcome(place, JSON.stringify({ kind: "told", id, ...report }));
      if (passed.kind !== "PASSED") return { kind: "unasked" };
      // Nobody but this gateway hears it: then nobody else holds the call.
      if (passed.heardBy <= 1) return { kind: "unknown" };
      return await answered;
    } finally {
      clearTimeout(timer);
      this.#asked.delete(id);
    }
  }

  #hear(text: string, place: Place): void {
    const message = messageSchema.parse(JSON.parse(text));
    if (message.kind === "verdict") this.#asked.get(message.id)?.(message.verdict);
    else if (!this.#asked.has(message.id)) void this.#answer(message, place);
  }

  async #answer(
    { id, kind: _kind, ...report }: Extract<z.infer<typeof messageSchema>, { kind: "told" }>,
    place: Place,
  ) {
    const verdict = await this.#options.handed.report(report);
    if (verdict.kind === "unknown") return;
    await this.#options.admission.passOutcome(place, JSON.stringify({ kind: "verdict", id, verdict }));
  }
}
