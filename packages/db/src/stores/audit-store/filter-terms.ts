import type { RecordsAsked } from "@countersign/contracts";
import { type ArgumentCondition, rangePrefixes, searchTermNames, soughtTexts } from "@countersign/core";
import { storableText } from "../audit-text.ts";

type Names = ReturnType<typeof searchTermNames>;

/** An id as a whole, or its beginning. */
const ID = /^[a-z]{2,4}_[0-9a-f][0-9a-f-]{3,}$/;

/**
 * The terms that every record of a search has, as text of a tsquery; null when nothing of the filter has terms. They
 * only narrow: what they find is compared again.
 */
export function filterTerms({ organizationId, filter, mayReadBodies }: RecordsAsked): string | null {
  const name = searchTermNames(organizationId);
  const all: string[] = [];
  const field = (key: string, value: string | undefined): void => {
    if (value !== undefined) all.push(quoted(name.field(key, storableText(value))));
  };
  field("agent", filter.agentName);
  field("instance", filter.instanceName);
  field("connection", filter.connectionName);
  field("decision", filter.decision);
  field("outcome", filter.outcome);
  field("kind", filter.kind);
  field("surface", filter.surface);
  field("rule", filter.ruleId);
  field("actor", filter.actorName);
  field("person", filter.personId);
  field("approval", filter.approvalId);
  field("label", filter.label);
  field("code", filter.errorCode);
  all.push(...operationTerms(name, filter.operation), ...costTerms(name, filter));
  if (filter.text !== undefined) all.push(...textTerms(name, filter.text, mayReadBodies));
  if (mayReadBodies) all.push(...(filter.arguments ?? []).map((condition) => argumentTerms(name, condition)));
  return all.length === 0 ? null : all.join(" & ");
}

function quoted(term: string): string {
  return `'${term.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

function beginning(term: string): string {
  return `${quoted(term)}:*`;
}

function either(terms: readonly string[]): string {
  return `(${terms.join(" | ")})`;
}

function operationTerms(name: Names, operation: string | undefined): string[] {
  if (operation === undefined) return [];
  const pattern = storableText(operation);
  const prefix = pattern.split("*", 1)[0] ?? "";
  if (prefix === "") return [];
  const term = prefix === pattern ? quoted : beginning;
  return [either(["operation", "tool"].map((field) => term(name.field(field, prefix))))];
}

function costTerms(name: Names, filter: RecordsAsked["filter"]): string[] {
  const { minCostMicros: min, maxCostMicros: max } = filter;
  if (min === undefined && max === undefined) return [];
  const prefixes = rangePrefixes(
    min === undefined ? Number.NEGATIVE_INFINITY : Number(min),
    max === undefined ? Number.POSITIVE_INFINITY : Number(max),
  );
  return [prefixes.length === 0 ? NOTHING : either(prefixes.map((digits) => beginning(name.number("cost", digits))))];
}

/** A term that nothing has. */
const NOTHING = "'-'";

/** Beginnings of words with fewer characters stand in too many records to narrow anything. */
const SHORT = 5;

function textTerms(name: Names, line: string, mayReadBodies: boolean): string[] {
  return soughtTexts(storableText(line)).flatMap(({ words, exact }) => {
    // A short beginning at the end of what is compared again anyway would only cost.
    const telling =
      exact !== null && words.length > 1 && (words.at(-1)?.length ?? 0) < SHORT ? words.slice(0, -1) : words;
    const found = telling.map((word, index) => {
      const term = index === words.length - 1 ? beginning : quoted;
      const texts = term(name.text(word));
      return mayReadBodies ? either([texts, term(name.body(word))]) : texts;
    });
    const id = (exact ?? words[0] ?? "").toLowerCase();
    if (ID.test(id)) return [either([beginning(name.field("id", id)), `(${found.join(" & ")})`])];
    return found;
  });
}

function argumentTerms(name: Names, { path, operator, value }: ArgumentCondition): string {
  const names = path.filter((step) => typeof step === "string");
  const place = either([quoted(name.path(names)), quoted(name.more())]);
  if (value === null || names.length === 0 || operator === "~" || operator === "!=") return place;
  const parsed: unknown = JSON.parse(value);
  if (operator === "=") {
    if (typeof parsed === "object" && parsed !== null) return NOTHING;
    const scalar =
      typeof parsed === "string" || typeof parsed === "number" || typeof parsed === "boolean" ? parsed : null;
    return either([quoted(name.leaf(names, scalar)), quoted(name.more())]);
  }
  if (typeof parsed !== "number") return place;
  const isAbove = operator === ">" || operator === ">=";
  const prefixes = isAbove
    ? rangePrefixes(parsed, Number.POSITIVE_INFINITY)
    : rangePrefixes(Number.NEGATIVE_INFINITY, parsed);
  return either([...prefixes.map((digits) => beginning(name.leafNumber(names, digits))), quoted(name.more())]);
}

/** Whether a text is looked for as the id of something. */
export function isSoughtId(text: string): boolean {
  return ID.test(text.toLowerCase());
}
