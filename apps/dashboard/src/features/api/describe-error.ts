import { refusalIn } from "./refusal-in.ts";

const UNREACHABLE = "The server didn't answer, so nothing was changed for sure. Check your network and try again.";

/** An error of the API as one sentence for people: what is wrong and what to do. */
export function describeError(error: unknown): string {
  return refusalIn(error)?.detail ?? UNREACHABLE;
}
