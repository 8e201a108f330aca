import { matchesAgent, matchesOperation } from "../selection/patterns.ts";
import { operationDetail } from "./complete.ts";
import { VARIABLES } from "./complete-condition.ts";
import { FUNCTION_FACTS } from "./function-facts.ts";
import { shapeAt } from "./grammar.ts";
import { type Spot, spotAt } from "./place.ts";
import { argumentsOf, operationsOfRule, textsAt } from "./rule-operations.ts";
import { CHOICES, type ValueKind } from "./value-kinds.ts";
import type { ArgumentFact, OperationFact, PolicyNames } from "./vocabulary.ts";

/** What is told of a word of the text. */
export interface Hover {
  readonly from: number;
  readonly to: number;
  readonly title: string;
  /** Type, class, price. */
  readonly detail: string | null;
  readonly doc: string | null;
  readonly example: string | null;
  /** The arguments of an operation. */
  readonly arguments: readonly ArgumentFact[];
}

type Told = Omit<Hover, "from" | "to">;

const NOTHING = { detail: null, doc: null, example: null, arguments: [] } as const;
const MOST_NAMED = 8;

/** What is known of the word at an offset of a policy's text, or null. */
export function hoverPolicy(source: string, offset: number, names: PolicyNames): Hover | null {
  const spot = spotAt(source, offset);
  if (!spot) return null;
  const { from, to } = spot;
  if (spot.role === "key") {
    const told = fieldTold(spot, names);
    return told ? { from, to, ...told } : null;
  }
  const shape = shapeAt(spot.path);
  if (shape?.kind !== "value") return null;
  if (shape.value === "condition") return conditionHover(source, { offset, spot, names });
  const told = valueTold(shape.value, spot.text, names);
  return told ? { from, to, ...told } : null;
}

function fieldTold({ path, text }: Spot, names: PolicyNames): Told | null {
  const shape = shapeAt(path);
  if (shape?.kind === "named" && shape.names === "operation") return operationTold(text, names);
  const field = shape?.kind === "fields" ? shape.fields.find(({ name }) => name === text) : undefined;
  return field
    ? {
        ...NOTHING,
        title: field.name,
        doc: field.doc,
        example: field.example === "" ? null : `${field.name}: ${field.example}`,
      }
    : null;
}

function valueTold(kind: ValueKind, text: string, names: PolicyNames): Told | null {
  if (kind === "operation" || kind === "operation_name") return operationTold(text, names);
  if (kind === "agent" || kind === "agent_name") return agentTold(text, names);
  const choice = CHOICES[kind]?.find(({ value }) => value === text);
  if (choice) return { ...NOTHING, title: choice.value, doc: choice.doc };
  const person = names.people.find(({ email }) => email === text);
  return person ? { ...NOTHING, title: person.email, detail: person.name } : null;
}

function operationTold(text: string, names: PolicyNames): Told {
  const operation = names.operations.find(({ id }) => id === text);
  if (operation) return { ...oneOperation(operation), title: operation.id };
  const matching = names.operations.filter((candidate) => matchesOperation(text, candidate)).map(({ id }) => id);
  return {
    ...NOTHING,
    title: text,
    detail: counted(matching.length, "operation"),
    doc: listed(matching, "No operation matches it now."),
  };
}

function oneOperation(operation: OperationFact): Told {
  return {
    ...NOTHING,
    title: operation.title,
    detail: operationDetail(operation),
    doc: operation.description,
    arguments: operation.arguments,
  };
}

function agentTold(text: string, names: PolicyNames): Told {
  const agent = names.agents.find(({ name }) => name === text);
  if (agent) {
    const doc = agent.tags.length === 0 ? "It has no tags." : `Tags: ${agent.tags.join(", ")}`;
    return { ...NOTHING, title: agent.name, detail: agent.title, doc };
  }
  const matching = names.agents.filter((candidate) => matchesAgent(text, candidate)).map(({ name }) => name);
  return {
    ...NOTHING,
    title: text,
    detail: counted(matching.length, "agent"),
    doc: listed(matching, "No agent matches it now."),
  };
}

function counted(count: number, what: string): string {
  return `${count} ${count === 1 ? what : `${what}s`}`;
}

function listed(names: readonly string[], none: string): string {
  if (names.length === 0) return none;
  const more = names.length - MOST_NAMED;
  return `${names.slice(0, MOST_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

interface InCondition {
  readonly offset: number;
  readonly spot: Spot;
  readonly names: PolicyNames;
}

/** The word of a condition, looked up as argument, list, variable or function. */
function conditionHover(source: string, { offset, spot, names }: InCondition): Hover | null {
  const before = /[A-Za-z_][\w.]*$|\w+$/.exec(source.slice(spot.from, offset))?.[0] ?? "";
  const after = /^\w*/.exec(source.slice(offset, spot.to))?.[0] ?? "";
  const path = `${before}${after}`;
  const word = path.slice(path.lastIndexOf(".") + 1);
  if (word === "") return null;
  const to = offset + after.length;
  const told = wordTold(path, word, { spot, names });
  return told ? { from: to - word.length, to, ...told } : null;
}

function wordTold(path: string, word: string, { spot, names }: Pick<InCondition, "spot" | "names">): Told | null {
  const [root = "", second] = path.split(".");
  if (root === "args" && second !== undefined) {
    const found = argumentsOf(operationsOfRule(spot.document, spot.path, names)).find(({ name }) => name === second);
    if (found && second === word) {
      const needs = `${found.type}${found.isRequired ? ", required" : ""}`;
      return {
        ...NOTHING,
        title: `args.${second}`,
        detail: needs,
        doc: found.description ?? `Of ${found.of.join(", ")}.`,
      };
    }
  }
  if (root === "lists" && second === word) {
    const entries = textsAt(spot.document, ["lists", word]);
    return {
      ...NOTHING,
      title: `lists.${word}`,
      detail: counted(entries.length, "entry").replace("entrys", "entries"),
      doc: listed(entries, "It is empty."),
    };
  }
  const variable = VARIABLES.find(({ name }) => name === root);
  const field = variable?.fields?.find(([name]) => name === second && name === word);
  if (variable && field) return { ...NOTHING, title: `${root}.${field[0]}`, doc: field[1] };
  if (variable && word === root) return { ...NOTHING, title: variable.name, doc: variable.doc };
  const fact = FUNCTION_FACTS.find(({ name }) => name === word);
  return fact
    ? { ...NOTHING, title: fact.signature, detail: `gives ${fact.gives}`, doc: fact.doc, example: fact.example }
    : null;
}
