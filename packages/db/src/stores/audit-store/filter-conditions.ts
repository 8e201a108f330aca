import type { RecordsAsked } from "@countersign/contracts";
import { type ArgumentCondition, soughtTexts } from "@countersign/core";
import { Prisma } from "../../generated/client.ts";
import { storableText } from "../audit-text.ts";
import { isSoughtId } from "./filter-terms.ts";

/** The arguments as JSON, where the record holds them whole; null otherwise. */
const ARGUMENTS = Prisma.sql`(CASE WHEN record->'arguments'->>'isCut' = 'false'
  AND pg_input_is_valid(record->'arguments'->>'text', 'jsonb') THEN (record->'arguments'->>'text')::jsonb END)`;

/** What everybody who may search can read of a record, as one text. */
const TEXTS = Prisma.sql`concat_ws(' ', summary, "connectionName" || '.' || "operationName", "agentName", "instanceName",
  array_to_string("ruleIds", ' '), record->>'errorCode', record->>'errorDetail', record->>'action',
  record->'actor'->>'name', record->'subject'->>'name', record->>'detail')`;

/** The filter in full, as conditions on `audit_search`. Values are bound, never written into the statement. */
export function filterConditions({ filter, mayReadBodies }: RecordsAsked): Prisma.Sql[] {
  const parts: Prisma.Sql[] = [];
  const equal = (column: string, value: string | undefined): void => {
    if (value !== undefined) parts.push(Prisma.sql`${Prisma.raw(`"${column}"`)} = ${storableText(value)}`);
  };
  equal("agentName", filter.agentName);
  equal("instanceName", filter.instanceName);
  equal("connectionName", filter.connectionName);
  equal("decision", filter.decision);
  equal("outcome", filter.outcome);
  equal("kind", filter.kind);
  equal("surface", filter.surface);
  equal("approvalId", filter.approvalId);
  equal("personId", filter.personId);
  if (filter.ruleId !== undefined) parts.push(Prisma.sql`${storableText(filter.ruleId)} = ANY("ruleIds")`);
  if (filter.actorName !== undefined)
    parts.push(Prisma.sql`record->'actor'->>'name' = ${storableText(filter.actorName)}`);
  if (filter.errorCode !== undefined) parts.push(Prisma.sql`record->>'errorCode' = ${storableText(filter.errorCode)}`);
  if (filter.label !== undefined)
    parts.push(Prisma.sql`record->'labels' @> ${JSON.stringify([storableText(filter.label)])}::jsonb`);
  if (filter.minCostMicros !== undefined) parts.push(Prisma.sql`"costMicros" >= ${BigInt(filter.minCostMicros)}`);
  if (filter.maxCostMicros !== undefined) parts.push(Prisma.sql`"costMicros" <= ${BigInt(filter.maxCostMicros)}`);
  if (filter.from !== undefined) parts.push(Prisma.sql`at >= ${filter.from}::timestamptz`);
  if (filter.to !== undefined) parts.push(Prisma.sql`at < ${filter.to}::timestamptz`);
  if (filter.operation !== undefined) {
    const pattern = storableText(filter.operation).split("*").map(escapeLike).join("%");
    parts.push(Prisma.sql`("operationName" LIKE ${pattern}
      OR "connectionName" || '.' || "operationName" LIKE ${pattern})`);
  }
  if (filter.text !== undefined) parts.push(...textConditions(filter.text, mayReadBodies));
  for (const condition of filter.arguments ?? [])
    parts.push(mayReadBodies ? argumentCondition(condition) : Prisma.sql`false`);
  return parts;
}

/** What the terms of words don't tell: that they stand together as they were written. */
function textConditions(line: string, mayReadBodies: boolean): Prisma.Sql[] {
  return soughtTexts(storableText(line)).flatMap(({ exact }) => {
    if (exact === null || isSoughtId(exact)) return [];
    const plain = `%${escapeLike(exact)}%`;
    if (!mayReadBodies) return [Prisma.sql`${TEXTS} ILIKE ${plain}`];
    // Bodies are JSON: what is looked for stands there with JSON's escapes.
    const written = `%${escapeLike(JSON.stringify(exact).slice(1, -1))}%`;
    return [
      Prisma.sql`(${TEXTS} ILIKE ${plain} OR record->'arguments'->>'text' ILIKE ${written}
        OR record->'result'->>'text' ILIKE ${written} OR record->'result'->>'text' ILIKE ${plain})`,
    ];
  });
}

function argumentCondition({ path, operator, value }: ArgumentCondition): Prisma.Sql {
  const steps = `lax $${path.map(jsonPathStep).join("")}`;
  if (operator === "exists" || value === null)
    return Prisma.sql`jsonb_path_exists(${ARGUMENTS}, ${steps}::jsonpath, '{}', true)`;
  const sought = storableValue(value);
  if (operator === "~") {
    const text = String(JSON.parse(sought));
    // The text as it stands is looked through first: reading it as JSON costs ten times that.
    const written = `%${escapeLike(JSON.stringify(text).slice(1, -1))}%`;
    return Prisma.sql`record->'arguments'->>'text' ILIKE ${written} AND EXISTS (SELECT 1 FROM jsonb_path_query(${ARGUMENTS}, ${`${steps}[*]`}::jsonpath, '{}', true) AS found
      WHERE jsonb_typeof(found) = 'string' AND found #>> '{}' ILIKE ${`%${escapeLike(text)}%`})`;
  }
  const holds = (comparison: string) => Prisma.sql`jsonb_path_exists(${ARGUMENTS},
    ${`${steps} ? (@ ${comparison} $v)`}::jsonpath, jsonb_build_object('v', ${sought}::jsonb), true)`;
  if (operator === "!=")
    return Prisma.sql`(jsonb_path_exists(${ARGUMENTS}, ${steps}::jsonpath, '{}', true) AND NOT ${holds("==")})`;
  return holds(operator === "=" ? "==" : operator);
}

function jsonPathStep(step: string | number): string {
  return typeof step === "number" ? `[${step}]` : `.${JSON.stringify(storableText(step))}`;
}

/** JSON of a scalar as jsonb can hold it; a number stays as it was written. */
function storableValue(value: string): string {
  return value.startsWith('"') ? JSON.stringify(storableText(String(JSON.parse(value)))) : value;
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, (character) => `\\${character}`);
}
