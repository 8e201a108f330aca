import { staticPath } from "../conditions/static-path.ts";
import { type CallExpr, type Expr, parseCondition } from "../conditions/syntax.ts";

/**
 * A condition as a clause for people: `args.domain in lists.partners` as "domain is in the list partners". Null for
 * what has no plain wording; the condition's own text says it then. Never a paraphrase that could mean something else.
 */
export function conditionInWords(when: string): string | null {
  const parsed = parseCondition(when);
  return parsed.ok ? clause(parsed.tree.root) : null;
}

const COMPARISONS: Readonly<Record<string, string>> = {
  "_==_": "is",
  "_!=_": "isn't",
  "_<_": "is below",
  "_<=_": "is at most",
  "_>_": "is above",
  "_>=_": "is at least",
};

const TEXT_TESTS: Readonly<Record<string, string>> = {
  startsWith: "begins with",
  endsWith: "ends with",
  contains: "contains",
};

const NAMES: Readonly<Record<string, string>> = {
  person: "the person acted for",
  "agent.name": "the agent",
  "instance.name": "the instance",
  "operation.class": "the operation's class",
  "operation.connection": "the connection",
  "operation.name": "the operation",
};

function clause(expr: Expr): string | null {
  const kind = expr.exprKind;
  if (kind.case === "selectExpr" && kind.value.testOnly && kind.value.operand) {
    const path = staticPath(kind.value.operand);
    return path === null ? null : `${subjectOf(`${path}.${kind.value.field}`)} is given`;
  }
  if (kind.case !== "callExpr")
    return staticPath(expr) === "instance.proved" ? "the instance is proved by its key" : null;
  return callClause(kind.value);
}

function callClause({ function: name, args, target }: CallExpr): string | null {
  if (name === "_&&_") return joined(args, " and ");
  if (name === "_||_") return joined(args, ", or ");
  if (name === "!_") return args[0] ? negated(args[0]) : null;
  const [left, right] = target ? [target, args[0]] : args;
  if (!left || !right) return null;
  if (name === "@in") return membership(left, right, "is");
  if (name === "in_list") {
    const path = staticPath(right);
    const subject = value(left);
    return path?.startsWith("lists.") && subject !== null
      ? `${subject} matches the list ${path.slice("lists.".length)}`
      : null;
  }
  const words = COMPARISONS[name] ?? (target ? TEXT_TESTS[name] : undefined);
  const [subject, object] = [value(left), value(right)];
  return words !== undefined && subject !== null && object !== null ? `${subject} ${words} ${object}` : null;
}

/** Only where nothing can be read two ways: "a and b, or c" has no clause. */
function joined(parts: readonly Expr[], word: string): string | null {
  const texts = parts.map(clause);
  const isMixed = parts.some((part) => isLogic(part) && logicWord(part) !== word);
  return isMixed || texts.includes(null) ? null : texts.join(word);
}

function isLogic({ exprKind: kind }: Expr): boolean {
  return kind.case === "callExpr" && (kind.value.function === "_&&_" || kind.value.function === "_||_");
}

function logicWord({ exprKind: kind }: Expr): string {
  return kind.case === "callExpr" && kind.value.function === "_&&_" ? " and " : ", or ";
}

function negated(expr: Expr): string | null {
  const kind = expr.exprKind;
  if (kind.case === "selectExpr" && kind.value.testOnly)
    return clause(expr)?.replace(/ is given$/, " isn't given") ?? null;
  if (kind.case !== "callExpr" || kind.value.function !== "@in") return null;
  const [left, right] = kind.value.args;
  return left && right ? membership(left, right, "isn't") : null;
}

function membership(left: Expr, right: Expr, verb: "is" | "isn't"): string | null {
  const subject = value(left);
  const path = staticPath(right);
  if (subject === null) return null;
  if (path?.startsWith("lists.")) return `${subject} ${verb} in the list ${path.slice("lists.".length)}`;
  if (path === "session.labels") return `the session ${verb} labelled ${subject}`;
  if (path === "agent.tags") return `the agent ${verb} tagged ${subject}`;
  if (right.exprKind.case !== "listExpr") return null;
  const members = right.exprKind.value.elements.map(value);
  return members.length === 0 || members.includes(null) ? null : `${subject} ${verb} one of ${members.join(", ")}`;
}

function value(expr: Expr): string | null {
  const kind = expr.exprKind;
  if (kind.case === "constExpr") {
    const constant = kind.value.constantKind;
    if (constant.case === "stringValue") return JSON.stringify(constant.value);
    if (constant.case === "int64Value" || constant.case === "doubleValue" || constant.case === "boolValue") {
      return String(constant.value);
    }
    return null;
  }
  const path = staticPath(expr);
  return path === null ? null : subjectOf(path);
}

function subjectOf(path: string): string {
  return NAMES[path] ?? (path.startsWith("args.") ? path.slice("args.".length) : path);
}
