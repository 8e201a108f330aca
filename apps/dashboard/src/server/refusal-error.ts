import type { ErrorCode, Refusal, RefusalExtras } from "@countersign/contracts";
import { refusal } from "@countersign/contracts";

/** Carries a refusal out of a procedure. It is an answer, not a fault: it is never logged as one. */
export class RefusalError extends Error {
  override readonly name = "RefusalError";
  readonly refusal: Refusal;

  constructor(answer: Refusal) {
    super(answer.detail);
    this.refusal = answer;
  }
}

/** Ends a procedure with a registered refusal and the sentence for whoever asked. */
export function refuse(code: ErrorCode, detail: string, extras?: RefusalExtras): never {
  throw new RefusalError(refusal(code, detail, extras));
}
