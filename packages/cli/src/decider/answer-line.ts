import type { JsonObject } from "@countersign/core";
import { redactJson } from "@countersign/detect";
import type { Decision, Effect } from "@countersign/policy";

/** What is written for each line. */
export interface Answer {
  readonly decision: Effect;
  /** Stable code of a refusal or a deferral; absent for an allow. */
  readonly code?: string;
  /** Ids of the rules that made the decision. */
  readonly rules: readonly string[];
  readonly reasons: readonly string[];
  /** The arguments as they would be forwarded, where a rule takes something out of them. */
  readonly redacted_arguments?: JsonObject;
  /** What would have become of it if nothing were only observed; absent where nothing that is had a say. */
  readonly observed?: Pick<Answer, "decision" | "rules" | "reasons">;
}

/** The answer that a decision gives. */
export function answerOf(decision: Decision, args: JsonObject): Answer {
  const { observed, redactions } = decision;
  return {
    decision: decision.decision,
    ...(decision.code === null ? {} : { code: decision.code }),
    rules: decision.rules,
    reasons: decision.reasons.map(({ text }) => text),
    ...(redactions.arguments.length === 0 ? {} : { redacted_arguments: redactJson(args, redactions.arguments).value }),
    ...(observed === null
      ? {}
      : {
          observed: {
            decision: observed.decision,
            rules: observed.rules,
            reasons: observed.reasons.map(({ text }) => text),
          },
        }),
  };
}

/** The answer to a line that is no call: nobody can say what it would do, so it may not. */
export function refusalOf(fault: string): Answer {
  return { decision: "deny", code: "request.body.malformed", rules: [], reasons: [fault] };
}
