import type { PolicyDocument } from "../document/policy-document.ts";
import { formatPath, type PathPart, type PolicyProblem } from "../document/problem.ts";

/** What a problem says, without its place. */
export type ProblemText = Pick<PolicyProblem, "severity" | "code" | "message" | "fix">;

/** Collects problems and finds their places in the document. */
export class ProblemList {
  readonly problems: PolicyProblem[] = [];
  private readonly document: PolicyDocument;

  constructor(document: PolicyDocument) {
    this.document = document;
  }

  add(path: readonly PathPart[], text: ProblemText): void {
    this.problems.push({ ...text, path: formatPath(path), ...this.document.positions.at(path) });
  }

  /** At one character of a text in the document. */
  addWithin(path: readonly PathPart[], offset: number, text: ProblemText): void {
    this.problems.push({ ...text, path: formatPath(path), ...this.document.positions.within(path, offset) });
  }
}
