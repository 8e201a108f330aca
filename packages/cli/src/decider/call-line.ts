import { isJsonObject, type JsonObject, type JsonValue, parseStrictJson, splitOperation } from "@countersign/core";
import type { OperationClass, PolicyCall } from "@countersign/policy";
import type { KnownOperation } from "./decider.ts";

/** A call as a line describes it. */
export interface LineCall {
  readonly operation: KnownOperation;
  /** Null where the line says nothing: the organization may know them. */
  readonly tags: readonly string[] | null;
  readonly call: PolicyCall;
}

/** Why a line is no call that could be decided. */
export interface LineFault {
  readonly fault: string;
}

type Fields = { readonly [name: string]: JsonValue };

const MEMBERS: ReadonlySet<string> = new Set([
  "agent",
  "arguments",
  "class",
  "default_schema",
  "input_schema",
  "instance",
  "labels",
  "now",
  "operation",
  "person",
  "tags",
]);
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Reads one line as strictly as the gateway reads a call. `presentMs` stands where the line names no moment. */
export function readCallLine(text: string, presentMs: number): LineCall | LineFault {
  const json = parseStrictJson(text);
  if (!json.ok) return { fault: `${placed(json.error.path)}${json.error.message}.` };
  if (!isJsonObject(json.value)) return { fault: "The line must be a JSON object." };
  try {
    return callFrom(json.value, presentMs);
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message };
    throw error;
  }
}

class Fault extends Error {}

function placed(path: string): string {
  return path === "" ? "" : `${path}: `;
}

function callFrom(fields: Fields, presentMs: number): LineCall {
  const unknown = Object.keys(fields).find((name) => !MEMBERS.has(name));
  if (unknown !== undefined) throw new Fault(`The line has no member ${JSON.stringify(unknown.slice(0, 64))}.`);
  const agent = required(fields, "agent", text);
  const operation = required(fields, "operation", operationName);
  const tags = optional(fields, "tags", texts) ?? null;
  const instance = optional(fields, "instance", text);
  return {
    tags,
    operation: {
      id: operation,
      inputSchema: optional(fields, "input_schema", object) ?? null,
      class: optional(fields, "class", operationClass) ?? null,
      defaultSchema: optional(fields, "default_schema", text) ?? null,
    },
    call: {
      agent: { id: agent, name: agent, tags: tags ?? [] },
      instance: { id: instance ?? agent, name: instance ?? agent, proved: instance !== undefined },
      person: optional(fields, "person", text) ?? null,
      operation,
      args: required(fields, "arguments", object),
      session: fields["labels"] === null ? null : { labels: optional(fields, "labels", texts) ?? [] },
      nowMs: optional(fields, "now", moment) ?? presentMs,
    },
  };
}

type Reader<T> = (value: JsonValue, name: string) => T;

function required<T>(fields: Fields, name: string, read: Reader<T>): T {
  const value = fields[name];
  if (value === undefined) throw new Fault(`The line has no ${name}.`);
  return read(value, name);
}

function optional<T>(fields: Fields, name: string, read: Reader<T>): T | undefined {
  const value = fields[name];
  return value === undefined ? undefined : read(value, name);
}

function text(value: JsonValue, name: string): string {
  if (typeof value !== "string" || value === "") throw new Fault(`${name} must be text that isn't empty.`);
  return value;
}

function texts(value: JsonValue, name: string): readonly string[] {
  if (!Array.isArray(value)) throw new Fault(`${name} must be a list of texts.`);
  return value.map((item) => text(item, name));
}

function object(value: JsonValue, name: string): JsonObject {
  if (!isJsonObject(value)) throw new Fault(`${name} must be an object.`);
  return value;
}

function operationName(value: JsonValue, name: string): string {
  const id = text(value, name);
  if (splitOperation(id) === null) throw new Fault("operation must be connection.operation.");
  return id;
}

function operationClass(value: JsonValue): OperationClass {
  if (value === "read" || value === "write" || value === "destructive" || value === "external") return value;
  throw new Fault("class must be read, write, destructive or external.");
}

/** ISO 8601 with an offset, or UTC ms. */
function moment(value: JsonValue): number {
  const ms = typeof value === "string" && TIME.test(value) ? Date.parse(value) : value;
  if (typeof ms !== "number" || !Number.isSafeInteger(ms) || Math.abs(ms) > 8.64e15) {
    throw new Fault("now must be a time with its offset, such as 2026-01-07T12:00:00Z.");
  }
  return ms;
}
