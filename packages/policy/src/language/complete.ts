import { formatUsd, ROLES } from "@countersign/core";
import { completeCondition } from "./complete-condition.ts";
import type { Completion, Completions } from "./completion.ts";
import type { FieldFact, Shape } from "./field-facts.ts";
import { shapeAt } from "./grammar.ts";
import { type Place, placeAt } from "./place.ts";
import { argumentsOf, namesAt, operationsOfRule, valueAt } from "./rule-operations.ts";
import { CHOICES, type ValueKind } from "./value-kinds.ts";
import type { PolicyNames } from "./vocabulary.ts";

/** What belongs to the word being written: everything that names and patterns are made of. */
const WORD = /[\w.*:@#$-]*$/;
const CONDITION_WORD = /\w*$/;

/** What may be written at an offset of a policy's text. Null where nothing is known: in comments and free text. */
export function completePolicy(source: string, offset: number, names: PolicyNames): Completions | null {
  const place = placeAt(source, offset);
  if (!place) return null;
  const shape = shapeAt(place.path);
  if (!shape) return null;
  const options = optionsFor(place, shape, names);
  if (options.length === 0) return null;
  const isCondition = shape.kind === "value" && shape.value === "condition";
  const line = source.slice(source.lastIndexOf("\n", offset - 1) + 1, offset);
  const typed =
    (isCondition && !options.some(({ label }) => label.includes(".")) ? CONDITION_WORD : WORD).exec(line)?.[0] ?? "";
  return {
    from: offset - typed.length,
    options: options.map((option) => quoted(option, { line, typed, isCondition })),
  };
}

function optionsFor(place: Place, shape: Shape, names: PolicyNames): Completion[] {
  if (shape.kind === "fields") return fieldOptions(place, shape.fields);
  if (shape.kind === "named") return nameOptions(place, shape, names);
  if (shape.kind === "list") {
    const inner = shape.of.kind === "value" ? valueOptions(shape.of.value, place, names) : [];
    return inner.map((option) => ({ ...option, insert: `[${plainOrQuoted(option.insert ?? option.label)}]` }));
  }
  return valueOptions(shape.value, place, names);
}

/** Fields that aren't written yet. After the last one on a line its value is written in the same go. */
function fieldOptions({ path, document, before }: Place, fields: readonly FieldFact[]): Completion[] {
  const written = new Set(namesAt(document, path));
  return fields
    .filter((field) => field.name === before || !written.has(field.name))
    .map((field) => ({
      label: field.name,
      kind: "field",
      doc: field.example === "" ? field.doc : `${field.doc} Example: ${field.example}`,
      insert: `${field.name}${field.insert}`,
    }));
}

function nameOptions(place: Place, shape: Extract<Shape, { kind: "named" }>, names: PolicyNames): Completion[] {
  if (shape.names === "operation")
    return names.operations.map((operation) => ({ ...operationOption(operation), insert: `${operation.id}: $` }));
  if (shape.names === "free") return [];
  const call = valueAt(place.document, [...place.path.slice(0, 2), "call"]);
  const operation = names.operations.find(({ id }) => id === call);
  return (operation?.arguments ?? []).map(({ name, type, description }) => ({
    label: name,
    kind: "argument",
    detail: type,
    ...(description === null ? {} : { doc: description }),
    insert: `${name}: `,
  }));
}

function valueOptions(kind: ValueKind, place: Place, names: PolicyNames): Completion[] {
  const choices = (CHOICES[kind] ?? []).map(({ value, doc }): Completion => ({ label: value, kind: "value", doc }));
  switch (kind) {
    case "agent":
      return [...agentOptions(names), ...tagOptions(names), { label: "*", kind: "value", doc: "Every agent." }];
    case "agent_name":
      return agentOptions(names);
    case "operation":
      return [...names.operations.map(operationOption), ...patternOptions(names), ...classOptions(names)];
    case "operation_name":
      return names.operations.map(operationOption);
    case "approver":
      return [...groupOptions(place), ...roleOptions(), ...personOptions(names)];
    case "channel":
      return [...choices, ...channelOptions(names)];
    case "member":
      return [...roleOptions(), ...personOptions(names)];
    case "condition":
      return completeCondition(place.before, {
        arguments: argumentsOf(operationsOfRule(place.document, place.path, names)),
        lists: namesAt(place.document, ["lists"]),
      });
    default:
      return choices;
  }
}

function channelOptions({ webhooks, slackChannels }: PolicyNames): Completion[] {
  const labels = [...webhooks.map((name) => `webhook:${name}`), ...slackChannels.map((name) => `slack:#${name}`)];
  return labels.map((label) => ({ label, kind: "value" }));
}

function agentOptions({ agents }: PolicyNames): Completion[] {
  return agents.map(({ name, title }) => ({ label: name, kind: "agent", detail: title }));
}

function tagOptions({ agents }: PolicyNames): Completion[] {
  const tags = [...new Set(agents.flatMap((agent) => agent.tags))].sort();
  return tags.map((tag) => {
    const having = agents.filter((agent) => agent.tags.includes(tag)).map(({ name }) => name);
    return { label: `tag:${tag}`, kind: "tag", detail: having.slice(0, 3).join(", ") };
  });
}

/** How an operation's class and price read. */
export function operationDetail({ class: kind, priceMicros }: PolicyNames["operations"][number]): string {
  return priceMicros === null ? kind : `${kind}, ${formatUsd(BigInt(priceMicros))} a call`;
}

function operationOption(operation: PolicyNames["operations"][number]): Completion {
  const doc = operation.description ?? operation.title;
  return { label: operation.id, kind: "operation", detail: operationDetail(operation), doc };
}

function patternOptions({ operations }: PolicyNames): Completion[] {
  const connections = [...new Set(operations.map(({ id }) => id.slice(0, id.indexOf("."))))];
  return [
    ...connections.map(
      (name): Completion => ({ label: `${name}.*`, kind: "operation", detail: `everything on ${name}` }),
    ),
    { label: "*", kind: "operation", detail: "every operation" },
  ];
}

function classOptions({ operations }: PolicyNames): Completion[] {
  return (["read", "write", "destructive", "external"] as const).map((name) => {
    const count = operations.filter((operation) => operation.class === name).length;
    return {
      label: `class:${name}`,
      kind: "class",
      detail: `${count} ${count === 1 ? "operation" : "operations"} now`,
    };
  });
}

function groupOptions({ document }: Place): Completion[] {
  return namesAt(document, ["approvers"]).map((name) => ({ label: name, kind: "person", detail: "group" }));
}

function roleOptions(): Completion[] {
  return ROLES.map((role) => ({ label: `role:${role}`, kind: "person", detail: `every ${role}` }));
}

function personOptions({ people }: PolicyNames): Completion[] {
  return people.map(({ email, name }) => ({ label: email, kind: "person", detail: name }));
}

interface Line {
  readonly line: string;
  readonly typed: string;
  readonly isCondition: boolean;
}

/** Values that YAML would take for something else are written in quotes, unless quotes stand there already. */
function quoted(option: Completion, { line, typed, isCondition }: Line): Completion {
  if (isCondition || option.kind === "field" || option.insert !== undefined) return option;
  const isInQuotes = /["']$/.test(line.slice(0, line.length - typed.length));
  const insert = isInQuotes ? option.label : plainOrQuoted(option.label);
  return insert === option.label ? option : { ...option, insert };
}

function plainOrQuoted(text: string): string {
  return /^[*&!%@`{[>|#]|: |:$|^tag:|^class:|^slack:|^email:/.test(text) ? `"${text}"` : text;
}
