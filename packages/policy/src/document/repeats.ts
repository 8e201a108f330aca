import type { LimitClause, PolicyDocument } from "./policy-document.ts";
import { formatPath, type PathPart, type PolicyProblem } from "./problem.ts";

const TAKEN = { code: "rule.id.repeated", fix: "Give every rule an id of its own." };
const SHARED_COUNT = {
  code: "limit.id.missing",
  message: "Another limit here has the same kind, scope and window, so the two would share a count.",
  fix: "Give each of them an id.",
};

/** Ids that stand twice, and limits of one owner that would share a counter. */
export function findRepeats(document: PolicyDocument): PolicyProblem[] {
  const at = (path: readonly PathPart[]) => ({ path: formatPath(path), ...document.positions.at(path) });
  const problems: PolicyProblem[] = repeatedLimits(document.limits).map((index) => ({
    severity: "error",
    ...SHARED_COUNT,
    ...at(["limits", index]),
  }));
  const takenBy = new Map<string, number>();
  for (const [index, rule] of document.rules.entries()) {
    const ids = [
      ["id", rule.id] as const,
      ...(rule.was === null || rule.was === rule.id ? [] : [["was", rule.was] as const]),
    ];
    for (const [field, id] of ids) {
      const earlier = takenBy.get(id);
      if (earlier !== undefined) {
        problems.push({
          severity: "error",
          ...TAKEN,
          message: `${id} is already taken by rules[${earlier}].`,
          ...at(["rules", index, field]),
        });
      }
      takenBy.set(id, index);
    }
    for (const limit of repeatedLimits(rule.limits)) {
      problems.push({ severity: "error", ...SHARED_COUNT, ...at(["rules", index, "limits", limit]) });
    }
  }
  return problems;
}

/** Two limits with an id are the same only by it; without one, by kind, scope and window. */
export function repeatedLimits(limits: readonly LimitClause[]): number[] {
  const seen = new Set<string>();
  return limits.flatMap((limit, index) => {
    const identity =
      limit.id ?? `${limit.kind} ${limit.scope} ${limit.per ?? (limit.everyMs === null ? "now" : "every")}`;
    const isRepeated = seen.has(identity);
    seen.add(identity);
    return isRepeated ? [index] : [];
  });
}
