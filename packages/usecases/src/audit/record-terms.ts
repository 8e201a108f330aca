import type { ActRecord, AuditRecord, CallRecord } from "@countersign/contracts";
import { type JsonValue, type Searchable, searchTerms } from "@countersign/core";

/** What a record is found by: its fields, its words, its arguments. Bodies have terms of their own. */
export function recordTerms(record: AuditRecord): string[] {
  return searchTerms(record.kind === "call" ? searchableCall(record) : searchableAct(record));
}

type Field = readonly [field: string, value: string];

function searchableCall(record: CallRecord): Searchable {
  const { principal, connectionName, operationName, summary } = record;
  const operation = `${connectionName}.${operationName}`;
  return {
    organizationId: record.organizationId,
    fields: present([
      ...ids(record.id, record.callId, record.connectionId, record.approvalId, principal.agentId, principal.instanceId),
      ...ids(principal.keyId, principal.personId),
      ["kind", record.kind],
      ["agent", principal.agentName],
      ["instance", principal.instanceName],
      ["connection", connectionName],
      ["operation", operation],
      ["tool", operationName],
      ["decision", record.decision],
      ["outcome", record.outcome],
      ["surface", record.surface],
      ["approval", record.approvalId],
      ["person", principal.personId],
      ["code", record.errorCode],
      ...record.ruleIds.map((rule) => ["rule", rule] as const),
      ...record.labels.map((label) => ["label", label] as const),
    ]),
    numbers: [["cost", Number(record.costMicros)]],
    texts: [
      summary,
      operation,
      principal.agentName,
      principal.instanceName,
      ...record.ruleIds,
      record.errorCode ?? "",
      record.errorDetail ?? "",
    ],
    bodies: bodyTexts(record),
    arguments: record.arguments && !record.arguments.isCut ? parsed(record.arguments.text) : undefined,
  };
}

function searchableAct(record: ActRecord): Searchable {
  const { connectionName, operationName, subject, actor } = record;
  const operation = connectionName !== null && operationName !== null ? `${connectionName}.${operationName}` : null;
  return {
    organizationId: record.organizationId,
    fields: present([
      ...ids(record.id, subject.id, actor.id, record.approvalId),
      ["kind", record.kind],
      ["agent", record.agentName],
      ["instance", record.instanceName],
      ["connection", connectionName],
      ["operation", operation],
      ["tool", operationName],
      ["approval", record.approvalId],
      ["actor", actor.name],
      ["person", actor.kind === "user" ? actor.id : null],
    ]),
    numbers: [["cost", 0]],
    texts: [
      record.summary,
      operation ?? "",
      record.agentName ?? "",
      record.action,
      actor.name,
      subject.name,
      JSON.stringify(record.detail),
    ],
    bodies: [],
    arguments: undefined,
  };
}

function ids(...values: readonly (string | null)[]): (readonly [string, string | null])[] {
  return values.map((value) => ["id", value]);
}

function present(fields: readonly (readonly [field: string, value: string | null])[]): Field[] {
  return fields.flatMap(([field, value]) => (value === null || value === "" ? [] : [[field, value] as const]));
}

/** The texts inside arguments and result; of what isn't whole JSON, the text as it stands. */
function bodyTexts({ arguments: args, result }: CallRecord): string[] {
  return [args, result].flatMap((body) => {
    if (body === null) return [];
    const value = body.isCut ? undefined : parsed(body.text);
    return value === undefined ? [body.text] : leafTexts(value);
  });
}

const MOST_TEXTS = 2_000;

/** The texts, names and numbers of a JSON value, in their order. */
function leafTexts(root: JsonValue): string[] {
  const texts: string[] = [];
  const waiting: JsonValue[] = [root];
  while (waiting.length > 0 && texts.length < MOST_TEXTS) {
    const value = waiting.pop();
    if (typeof value === "string") texts.push(value);
    else if (typeof value === "number") texts.push(String(value));
    else if (Array.isArray(value)) for (const item of [...value].reverse()) waiting.push(item);
    else if (typeof value === "object" && value !== null) {
      for (const [key, member] of Object.entries(value).reverse()) waiting.push(member, key);
    }
  }
  return texts;
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
