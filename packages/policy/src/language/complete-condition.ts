import type { Completion } from "./completion.ts";
import { FUNCTION_FACTS, type FunctionFact } from "./function-facts.ts";
import type { SharedArgument } from "./rule-operations.ts";

/** What a condition may name at its place. */
export interface ConditionWords {
  readonly arguments: readonly SharedArgument[];
  readonly lists: readonly string[];
}

/** Variables of conditions, with the fields of those that have some. */
export const VARIABLES: readonly {
  readonly name: string;
  readonly doc: string;
  readonly fields?: readonly [string, string][];
}[] = [
  { name: "args", doc: "The call's arguments. One that the schema declares and the call leaves out reads as null." },
  {
    name: "agent",
    doc: "The agent that calls.",
    fields: [
      ["name", "Its name."],
      ["tags", "Its tags, a list of texts."],
      ["id", "Its id."],
    ],
  },
  {
    name: "instance",
    doc: "The instance that calls.",
    fields: [
      ["name", "Its name."],
      ["proved", "Whether a credential of its own proves it; otherwise it only says its name."],
      ["id", "Its id."],
    ],
  },
  {
    name: "session",
    doc: "The session of instance and person.",
    fields: [["labels", "What marks the session, a list of texts."]],
  },
  { name: "person", doc: "Whom the call acts for; null when for nobody." },
  {
    name: "operation",
    doc: "The operation that is called.",
    fields: [
      ["name", "Its name on the connection."],
      ["connection", "The connection's name."],
      ["class", "read, write, destructive or external."],
    ],
  },
  { name: "lists", doc: "The lists of this policy." },
  { name: "now", doc: "The moment of the call, a time." },
];

const ADDRESS_FIELDS: readonly [string, string][] = [
  ["domain", "The part after the @, lower case."],
  ["address", "The whole address."],
  ["local", "The part before the @."],
];

/** What may follow `before`, the condition's text up to the cursor. Nothing inside quoted text. */
export function completeCondition(before: string, words: ConditionWords): Completion[] {
  if (isInText(before)) return [];
  const field = /([A-Za-z_]\w*)\.(\w*)$/.exec(before);
  if (field) return fieldsOf(field[1] ?? "", before, words);
  if (/[)\]"']\.\w*$/.test(before)) return methods();
  return [
    ...words.arguments.map((argument) => ({ ...argumentCompletion(argument), label: `args.${argument.name}` })),
    ...words.lists.map((name): Completion => ({ label: `lists.${name}`, kind: "list", detail: "list" })),
    ...VARIABLES.map(({ name, doc }): Completion => ({ label: name, kind: "variable", doc })),
    ...FUNCTION_FACTS.filter((fact) => fact.form === "function" || fact.name === "has").map(functionCompletion),
  ];
}

function fieldsOf(owner: string, before: string, words: ConditionWords): Completion[] {
  const isRoot = !new RegExp(`\\.${owner}\\.\\w*$`).test(before);
  if (isRoot && owner === "args") return words.arguments.map(argumentCompletion);
  if (isRoot && owner === "lists") return words.lists.map((name) => ({ label: name, kind: "list", detail: "list" }));
  const fields = isRoot ? VARIABLES.find(({ name }) => name === owner)?.fields : undefined;
  if (fields) return fields.map(fieldCompletion);
  if (isRoot && isAddress(owner, before)) return [...ADDRESS_FIELDS.map(fieldCompletion), ...methods()];
  return methods();
}

/** Whether a name stands for one address of `emails(…)` in a fold such as `.all(e, …)`. */
function isAddress(name: string, before: string): boolean {
  return new RegExp(`emails\\([^)]*\\)(\\.or_empty\\(\\))?\\.\\w+\\(\\s*${name}\\s*,`).test(before);
}

function argumentCompletion({ name, type, description, isRequired, isOfAll, of }: SharedArgument): Completion {
  const guard = isOfAll
    ? ""
    : `Only ${of.join(", ")} ${of.length === 1 ? "declares" : "declare"} it: write has(args.${name}) && … before it. `;
  return {
    label: name,
    kind: "argument",
    detail: `${type}${isRequired ? ", required" : ""}`,
    doc: `${guard}${description ?? ""}`.trim(),
  };
}

function fieldCompletion([label, doc]: readonly [string, string]): Completion {
  return { label, kind: "field", doc };
}

function methods(): Completion[] {
  return FUNCTION_FACTS.filter((fact) => fact.form === "method" || (fact.form === "macro" && fact.name !== "has")).map(
    functionCompletion,
  );
}

function functionCompletion(fact: FunctionFact): Completion {
  const isFold = fact.form === "macro" && fact.name !== "has";
  const takes = /\(\)$/.test(fact.signature) ? "()" : isFold ? "(x, ¦)" : "(¦)";
  return {
    label: fact.name,
    kind: "function",
    detail: fact.signature,
    doc: `${fact.doc} Gives ${fact.gives}.`,
    insert: `${fact.name}${takes}`,
  };
}

/** Whether a text ends inside quotes. */
function isInText(text: string): boolean {
  let quote = "";
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index] ?? "";
    if (quote !== "" && char === "\\") index += 1;
    else if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === '"' || char === "'") quote = char;
  }
  return quote !== "";
}
