import { refusal, refusalSchema } from "@countersign/contracts";
import { z } from "zod";
import type { Call, CallAnswer } from "./call.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

const keptSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("result"), raw: z.string(), recordId: z.string() }),
  z.object({ kind: z.literal("refused"), refusal: refusalSchema }),
]);

interface Keep {
  readonly call: Call;
  readonly approvalId: string;
  readonly answer: CallAnswer;
  readonly ttlMs: number;
}

/** Larger answers aren't kept; the agent that waits still gets them. */
const MAX_KEPT_LENGTH = 500_000;

/** Seals the answer of an approved call, so that the agent can come for it later. */
export function keepAnswer(answers: PipelineDeps["answers"], keep: Keep) {
  const whole = JSON.stringify(keep.answer);
  const text = whole.length <= MAX_KEPT_LENGTH ? whole : JSON.stringify(tooLargeToKeep(keep.answer));
  const sealed = answers.seal(keep.call.caller.organizationId, keep.approvalId, text);
  return { approvalId: keep.approvalId, sealed, ttlMs: keep.ttlMs };
}

/** Opens a kept answer. Throws when it was not sealed for this approval. */
export function openAnswer(
  answers: PipelineDeps["answers"],
  kept: { readonly organizationId: string; readonly approvalId: string; readonly sealed: string },
): CallAnswer {
  return answerOf(JSON.parse(answers.open(kept.organizationId, kept.approvalId, kept.sealed)));
}

/** The answer of a call that ran, as it was written down as JSON. Throws ZodError on anything else. */
export function answerOf(written: unknown): CallAnswer {
  const parsed = keptSchema.parse(written);
  if (parsed.kind === "result") return parsed;
  return { kind: "refused", refusal: JSON.parse(JSON.stringify(parsed.refusal)) };
}

function tooLargeToKeep(answer: CallAnswer): CallAnswer {
  const detail = "The call ran, but its answer was too large to be kept. Its record tells the outcome.";
  const recordId = answer.kind === "result" ? { recordId: answer.recordId } : {};
  return { kind: "refused", refusal: refusal("call.upstream.oversized", detail, recordId) };
}
