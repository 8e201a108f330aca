import { survivesDouble } from "@countersign/core";
import { findFunction } from "../functions/registry.ts";
import {
  BOOL,
  type CelType,
  closedMap,
  DYN,
  describeType,
  type FieldType,
  joinTypes,
  listOf,
  NUMBER,
  STRING,
  TIMESTAMP,
} from "./cel-type.ts";
import { type CelResult, type CelValue, ConditionError, type Frame, isObject, kindOf } from "./cel-value.ts";
import { compileCall } from "./compile-call.ts";
import type { ConditionProblem, ConditionScope } from "./compile-condition.ts";
import { compileFold } from "./compile-fold.ts";
import { ofKind, readField, writtenOtherwise } from "./read-field.ts";
import { fieldStep, staticPath } from "./static-path.ts";
import type { Expr, SyntaxTree } from "./syntax.ts";

/** An expression, checked and ready to run. */
export interface Compiled {
  readonly type: CelType;
  readonly evaluate: (frame: Frame) => CelResult;
  /** Its value, where that is known before any call. */
  readonly constant?: CelValue;
}

/** Paths that a `has()` before has shown to be there. */
export type Guards = ReadonlySet<string>;

type Complaint = Omit<ConditionProblem, "offset" | "severity"> & { readonly severity?: ConditionProblem["severity"] };

interface FieldUse {
  readonly operand: CelType;
  readonly field: string;
  readonly isGuarded: boolean;
}

interface Local {
  readonly slot: number;
  readonly type: CelType;
}

/** The policy's own, which a call doesn't change. */
const UNSEEN: ReadonlySet<string> = new Set(["lists"]);
const MAX_EXACT_INTEGER = 9_007_199_254_740_992n;

/** Turns a syntax tree into closures, node by node, collecting what is wrong with it. */
export class ExpressionCompiler {
  readonly problems: ConditionProblem[] = [];
  readonly scope: ConditionScope;
  private readonly tree: SyntaxTree;
  private readonly variables: ReadonlyMap<string, CelType>;
  private locals: ReadonlyMap<string, Local> = new Map();
  private slots = 0;
  private readonly paths = new Set<string>();

  constructor(tree: SyntaxTree, scope: ConditionScope) {
    this.tree = tree;
    this.scope = scope;
    this.variables = variableTypes(scope);
  }

  /** What of a call was looked at, by full paths. */
  sees(): readonly string[] {
    const paths = [...this.paths];
    return paths.filter((path) => !paths.some((other) => other.startsWith(`${path}.`)));
  }

  complain(expr: Expr, complaint: Complaint): void {
    this.problems.push({ severity: "error", ...complaint, offset: this.tree.offsetOf(expr) });
  }

  /** Complains and gives an expression that always is an error. */
  refuse(expr: Expr, complaint: Complaint): Compiled {
    this.complain(expr, complaint);
    const error = new ConditionError(complaint.message.replace(/\.$/, ""));
    return { type: DYN, evaluate: () => error };
  }

  compile(expr: Expr, guards: Guards): Compiled {
    const kind = expr.exprKind;
    switch (kind.case) {
      case "constExpr":
        return this.constant(expr);
      case "identExpr":
        return this.name(expr, kind.value.name);
      case "selectExpr":
        return kind.value.testOnly && kind.value.operand
          ? this.presence(expr, { operand: kind.value.operand, field: kind.value.field }, guards)
          : this.field(expr, guards);
      case "callExpr":
        return fieldStep(expr) ? this.field(expr, guards) : compileCall(this, { expr, call: kind.value, guards });
      case "listExpr":
        return this.list(kind.value.elements, guards);
      case "comprehensionExpr":
        return compileFold(this, { expr, fold: kind.value, guards });
      default:
        return this.refuse(expr, unsupported("Mappings and messages can't be written in a condition."));
    }
  }

  /** Whether a function reads a field's own grammar and refuses to find nothing. */
  isFieldFunction(name: string): boolean {
    return findFunction(name, "function")?.isFieldFunction === true;
  }

  isVariable(name: string): boolean {
    return this.variables.has(name) || this.locals.has(name);
  }

  /** Runs `build` with further names in sight, each in a slot of its own. */
  withLocals<T>(names: readonly (readonly [string, CelType])[], build: (slots: readonly number[]) => T): T {
    const outer = this.locals;
    const slots = names.map(() => this.slots++);
    this.locals = new Map([
      ...outer,
      ...names.map(([name, type], index) => [name, { slot: slots[index] ?? 0, type }] as const),
    ]);
    try {
      return build(slots);
    } finally {
      this.locals = outer;
    }
  }

  /** The value if it is there and not null; undefined if it is absent, or anything on the way to it is. */
  optional(expr: Expr, guards: Guards): (frame: Frame) => CelResult | undefined {
    const step = fieldStep(expr);
    if (!step) {
      const { evaluate } = this.compile(expr, guards);
      return (frame) => evaluate(frame) ?? undefined;
    }
    this.noteRead(expr);
    return this.optionalField(step, guards);
  }

  private optionalField(step: { readonly operand: Expr; readonly field: string }, guards: Guards) {
    const parent = this.optional(step.operand, guards);
    const { field } = step;
    return (frame: Frame): CelResult | undefined => {
      const value = parent(frame);
      if (value === undefined || value instanceof ConditionError) return value;
      if (!isObject(value)) return new ConditionError(`${field} was looked for in ${kindOf(value)}`);
      return Object.hasOwn(value, field) ? (value[field] ?? undefined) : (writtenOtherwise(value, field) ?? undefined);
    };
  }

  private presence(expr: Expr, step: { readonly operand: Expr; readonly field: string }, guards: Guards): Compiled {
    const operandType = this.typeOf(step.operand, guards);
    const path = staticPath(step.operand);
    if (path !== null && !path.startsWith("@")) this.noteReadPath(`${path}.${step.field}`);
    if (operandType.kind === "map" && !operandType.fields.has(step.field)) {
      this.complain(expr, {
        severity: operandType.isOpen ? "warning" : "error",
        code: "condition.argument.unknown",
        message: `No operation that this rule selects declares ${step.field} here, so has() is never true.`,
        fix: "Check the spelling against the operation's arguments.",
      });
    }
    const value = this.optionalField(step, guards);
    return {
      type: BOOL,
      evaluate: (frame) => {
        const found = value(frame);
        return found instanceof ConditionError ? found : found !== undefined;
      },
    };
  }

  /** The type of an expression, without complaints: whoever evaluates it makes them. */
  private typeOf(expr: Expr, guards: Guards): CelType {
    const kept = this.problems.length;
    const { type } = this.compile(expr, guards);
    this.problems.length = kept;
    return type;
  }

  private constant(expr: Expr): Compiled {
    const constant = expr.exprKind.case === "constExpr" ? expr.exprKind.value.constantKind : null;
    switch (constant?.case) {
      case "boolValue":
        return known(BOOL, constant.value);
      case "stringValue":
        return known(STRING, constant.value);
      case "doubleValue":
        return this.isAsWritten(expr, constant.value) ? known(NUMBER, constant.value) : this.refuse(expr, inexact());
      case "int64Value": {
        const value = constant.value;
        const isExact = value <= MAX_EXACT_INTEGER && value >= -MAX_EXACT_INTEGER;
        return isExact ? known(NUMBER, value) : this.refuse(expr, inexact());
      }
      case "nullValue":
        return this.refuse(expr, {
          code: "condition.null.compared",
          message: "Nothing can be compared with null: every operator on null is an error.",
          fix: "Use has(args.x) to ask whether an argument is there.",
        });
      default:
        return this.refuse(expr, unsupported("This kind of literal can't stand in a condition."));
    }
  }

  /** Whether a double keeps the literal's value; the sign, where there is one, is an operator's. */
  private isAsWritten(expr: Expr, value: number): boolean {
    const literal = this.tree.numberAt(expr);
    return (
      literal !== null &&
      survivesDouble(
        literal.replace(/^-?\s*\.?/, (start) => (start.endsWith(".") ? "0." : "")),
        value,
      )
    );
  }

  private name(expr: Expr, name: string): Compiled {
    const local = this.locals.get(name);
    if (local) {
      const { slot, type } = local;
      return { type, evaluate: (frame) => frame.locals[slot] ?? null };
    }
    const type = this.variables.get(name);
    if (!type) {
      return this.refuse(expr, {
        code: "condition.name.unknown",
        message: `There is nothing called ${name} in a condition.`,
        fix: `Use ${[...this.variables.keys()].join(", ")}; text stands in quotes.`,
      });
    }
    this.noteReadPath(name);
    return {
      type,
      evaluate: (frame) => (Object.hasOwn(frame.variables, name) ? (frame.variables[name] ?? null) : null),
    };
  }

  private field(expr: Expr, guards: Guards): Compiled {
    const step = fieldStep(expr);
    if (!step) return this.refuse(expr, unsupported("This can't stand in a condition."));
    const operand = this.compile(step.operand, guards);
    this.noteRead(expr);
    const path = staticPath(expr);
    const { isDeclared, type } = this.fieldType(expr, {
      operand: operand.type,
      field: step.field,
      isGuarded: path !== null && guards.has(path),
    });
    const { field } = step;
    const list =
      path === `lists.${field}` && Object.hasOwn(this.scope.lists, field) ? this.scope.lists[field] : undefined;
    const isUntold = staticPath(step.operand) === "args" && isSilent(operand.type);
    const read = ofKind(type, readField(operand.evaluate, field, isDeclared || isUntold));
    return list && staticPath(step.operand) === "lists"
      ? { type, evaluate: () => list, constant: list }
      : { type, evaluate: read };
  }

  private fieldType(expr: Expr, { operand, field, isGuarded }: FieldUse): FieldType {
    if (operand.kind === "dyn") return { isDeclared: false, type: DYN };
    if (operand.kind !== "map") {
      this.complain(expr, {
        code: "condition.type.mismatch",
        message: `${describeType(operand)} has no field ${field}.`,
        fix: "Check what the argument holds.",
      });
      return { isDeclared: false, type: DYN };
    }
    const found = operand.fields.get(field);
    if (!found?.isDeclared && !isGuarded) this.complain(expr, this.undeclared(expr, field, found !== undefined));
    return { isDeclared: found?.isDeclared ?? false, type: found?.type ?? DYN };
  }

  private undeclared(expr: Expr, field: string, isKnownToSome: boolean): Complaint {
    const path = staticPath(expr) ?? field;
    if (path.startsWith("lists.")) {
      return {
        code: "condition.list.unknown",
        message: `There is no list called ${field}.`,
        fix: "Add it under lists, or check the spelling.",
      };
    }
    if (path.startsWith("result.")) {
      return {
        code: "price.result.unknown",
        message: `The operation's output schema doesn't declare ${path}.`,
        fix: `Check the spelling, or write has(${path}) ? … : … where it may be there.`,
      };
    }
    if (!path.startsWith("args.")) {
      return {
        code: "condition.field.unknown",
        message: `There is no ${path} in a condition.`,
        fix: "Check the spelling.",
      };
    }
    return {
      code: "condition.argument.unknown",
      message: isKnownToSome
        ? `Not every operation that this rule selects declares ${path}.`
        : `No operation that this rule selects declares ${path}.`,
      fix: `Write has(${path}) && … before it, or narrow the rule's operations.`,
    };
  }

  private list(elements: readonly Expr[], guards: Guards): Compiled {
    const items = elements.map((element) => this.compile(element, guards));
    const type = listOf(items.length > 0 ? items.map((item) => item.type).reduce(joinTypes) : DYN);
    const constants = items.flatMap((item) => (item.constant === undefined ? [] : [item.constant]));
    if (constants.length === items.length) return known(type, constants);
    return {
      type,
      evaluate: (frame) => {
        const values: CelValue[] = [];
        for (const item of items) {
          const value = item.evaluate(frame);
          if (value instanceof ConditionError) return value;
          values.push(value);
        }
        return values;
      },
    };
  }

  private noteRead(expr: Expr): void {
    const path = staticPath(expr);
    if (path !== null) this.noteReadPath(path);
  }

  private noteReadPath(path: string): void {
    const [name = ""] = path.split(".");
    if (!UNSEEN.has(name) && this.variables.has(name) && !this.locals.has(name)) this.paths.add(path);
  }
}

function known(type: CelType, value: CelValue): Compiled {
  return { type, evaluate: () => value, constant: value };
}

/** A schema that says nothing of arguments declares whichever there may be: one that is absent reads as null. */
function isSilent(type: CelType): boolean {
  return type.kind === "dyn" || (type.kind === "map" && type.isOpen && type.fields.size === 0);
}

function variableTypes(scope: ConditionScope): ReadonlyMap<string, CelType> {
  const lists = Object.fromEntries(Object.keys(scope.lists).map((name) => [name, listOf(STRING)]));
  if (scope.moment === "running") {
    return new Map<string, CelType>([
      ["args", scope.argumentsType],
      ["progress", NUMBER],
      ["lists", closedMap(lists)],
    ]);
  }
  if (scope.moment === "after") {
    return new Map<string, CelType>([
      ["args", scope.argumentsType],
      ["result", scope.resultType ?? DYN],
      ["latency_ms", NUMBER],
      ["lists", closedMap(lists)],
    ]);
  }
  return new Map<string, CelType>([
    ["args", scope.argumentsType],
    ["agent", closedMap({ id: STRING, name: STRING, tags: listOf(STRING) })],
    ["instance", closedMap({ id: STRING, name: STRING, proved: BOOL })],
    ["session", closedMap({ labels: listOf(STRING) })],
    ["person", STRING],
    ["operation", closedMap({ name: STRING, connection: STRING, class: STRING })],
    ["lists", closedMap(lists)],
    ["now", TIMESTAMP],
  ]);
}

function unsupported(message: string): Complaint {
  return {
    code: "condition.syntax.unsupported",
    message,
    fix: "Write it with comparisons, has(), in, and the functions of the reference.",
  };
}

function inexact(): Complaint {
  return {
    code: "condition.number.inexact",
    message: "This number can't be kept exactly, so it would be compared as another one.",
    fix: "Write at most 15 digits, within 2^53; larger numbers travel as text.",
  };
}
