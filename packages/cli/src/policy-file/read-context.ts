import { readFile } from "node:fs/promises";
import { type JsonObject, parseStrictJson, parseUsd } from "@countersign/core";
import type { PolicyContext } from "@countersign/policy";
import { z } from "zod";
import { UsageError } from "../command.ts";

const BOUNDS = { maxDepth: 64, maxLength: 64 * 1_048_576 };

const price = z
  .string()
  .transform((text, context) => {
    const micros = parseUsd(text);
    if (micros !== null) return micros;
    context.addIssue({ code: "custom", message: "must be an amount such as $0.004" });
    return z.NEVER;
  })
  .nullable();

const contextSchema = z.strictObject({
  agents: z.array(z.strictObject({ name: z.string().min(1), tags: z.array(z.string()).default([]) })),
  connections: z
    .array(z.strictObject({ name: z.string().min(1), default_schema: z.string().min(1).nullish() }))
    .default([]),
  operations: z.array(
    z.strictObject({
      id: z.string().regex(/^[^.]+\..+$/, "must be connection.operation"),
      class: z.enum(["read", "write", "destructive", "external"]),
      input_schema: z.record(z.string(), z.json()),
      output_schema: z.record(z.string(), z.json()).nullish(),
      price: price.default(null),
    }),
  ),
  time_zone: z.string().min(1).default("UTC"),
});

/** Reads an organization from a file: its agents, connections and operations. Throws `UsageError`. */
export async function readContext(path: string): Promise<PolicyContext> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    throw new UsageError(`${path} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const json = parseStrictJson(text, BOUNDS);
  if (!json.ok)
    throw new UsageError(`${path} isn't an organization: ${json.error.message} (${json.error.path || "/"})`);
  const read = contextSchema.safeParse(json.value);
  if (!read.success) throw new UsageError(`${path} isn't an organization: ${z.prettifyError(read.error)}`);
  const { agents, connections, operations, time_zone: timeZone } = read.data;
  return {
    agents,
    connections: connections.map(({ name, default_schema: defaultSchema }) => ({
      name,
      ...(defaultSchema == null ? {} : { defaultSchema }),
    })),
    operations: operations.map((operation) => ({
      id: operation.id,
      connection: operation.id.slice(0, operation.id.indexOf(".")),
      class: operation.class,
      inputSchema: operation.input_schema as JsonObject,
      ...(operation.output_schema == null ? {} : { outputSchema: operation.output_schema as JsonObject }),
      priceMicros: operation.price,
    })),
    timeZone,
  };
}
