import { parseCondition } from "../conditions/syntax.ts";
import { canonicalExpression, conjuncts } from "./canonical-expression.ts";
import { matchRange, matchShape } from "./match-shape.ts";
import type { ConditionShape } from "./shape.ts";
import { splitConjunction } from "./split-conjunction.ts";
import { writeCondition } from "./write-condition.ts";

/**
 * A condition as the lines of a form; parts that no form shows stay as CEL. Null when nothing of it can be shown so,
 * and it is only to be edited as text. What is read is written again and compared, so that a form never shows
 * something else than the condition says.
 */
export function readCondition(cel: string): ConditionShape[] | null {
  if (cel.trim() === "") return [];
  const whole = canonicalOf(cel);
  const parts = splitConjunction(cel);
  if (whole === null || parts === null) return null;
  const shapes = joinRanges(parts.map(readPart), parts);
  if (shapes.every((shape) => shape.kind === "expression")) return null;
  return canonicalOf(writeCondition(shapes)) === whole ? shapes : null;
}

function canonicalOf(cel: string): string | null {
  const parsed = parseCondition(cel);
  return parsed.ok ? canonicalExpression(parsed.tree.root) : null;
}

function readPart(text: string): ConditionShape {
  const parsed = parseCondition(text);
  const shape = parsed.ok ? matchShape(parsed.tree.root) : null;
  const isExact = shape !== null && canonicalOf(writeCondition([shape])) === canonicalOf(text);
  return shape && isExact ? shape : { kind: "expression", cel: text };
}

/** Neighbours that are the two ends of a range become one line. */
function joinRanges(shapes: readonly ConditionShape[], parts: readonly string[]): ConditionShape[] {
  const joined: ConditionShape[] = [];
  for (let index = 0; index < shapes.length; index += 1) {
    const [shape, next] = [shapes[index], parts[index + 1]];
    const parsed = next === undefined ? null : parseCondition(`${parts[index]} && ${next}`);
    const range = parsed?.ok ? matchRange(conjuncts(parsed.tree.root)) : null;
    if (range) joined.push(range);
    else if (shape) joined.push(shape);
    if (range) index += 1;
  }
  return joined;
}
