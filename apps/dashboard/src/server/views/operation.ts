import { classifyOperation, isJsonObject, readOperationClass, suggestedEffect } from "@countersign/core";
import type { OperationRow } from "@countersign/db";
import { isNeverAccepted } from "@countersign/usecases";
import { z } from "zod";
import { readDefinition, titleOf } from "./operation-definition.ts";

export const operationClassSchema = z.enum(["read", "write", "external", "destructive"]);

const candidateSchema = z.object({
  hash: z.string().meta({ description: "Accept or reject exactly this one." }),
  definition: z.string().meta({ description: "The definition that waits for review, as the server wrote it." }),
  seenAt: z.string(),
  isNew: z.boolean().meta({ description: "The operation appeared later and was never accepted." }),
  isRejected: z.boolean().meta({ description: "A person has turned it down." }),
});

const holdSchema = z.object({
  since: z.string(),
  recordId: z.string().meta({ description: "The record of the call." }),
  reservedMicros: z.string(),
  costMicros: z.string(),
});

export const operationSchema = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  class: operationClassSchema,
  isClassSet: z.boolean().meta({ description: "A person has said the class." }),
  suggestedClass: operationClassSchema.meta({ description: "What its name and annotations suggest." }),
  suggestedEffect: z.enum(["allow", "require_approval"]),
  state: z.enum(["active", "quarantined", "gone"]),
  priceMicros: z.string().nullable().meta({ description: "Micro-USD for each call; null when it has no price." }),
  definition: z.string().meta({ description: "The pinned definition, as the server wrote it." }),
  definitionHash: z.string(),
  candidate: candidateSchema.nullable(),
  hold: holdSchema
    .nullable()
    .meta({ description: "Set while no call gets through because one cost more than was set aside for it." }),
});

export function operationView(row: OperationRow): z.infer<typeof operationSchema> {
  const parsed: unknown = JSON.parse(row.definition);
  const definition = isJsonObject(parsed) ? parsed : {};
  const { description } = definition;
  const operationClass = readOperationClass(row.class);
  return {
    id: row.id,
    name: row.name,
    title: titleOf(readDefinition(row.definition), row.name),
    description: typeof description === "string" ? description : null,
    class: operationClass,
    isClassSet: row.isClassSet,
    suggestedClass: classifyOperation(row.name, definition),
    suggestedEffect: suggestedEffect(operationClass),
    state: row.state === "active" || row.state === "gone" ? row.state : "quarantined",
    priceMicros: row.priceMicros?.toString() ?? null,
    definition: row.definition,
    definitionHash: row.definitionHash,
    candidate: candidateView(row),
    hold: holdView(row),
  };
}

function holdView(row: OperationRow): z.infer<typeof holdSchema> | null {
  const { heldSequence, liftedSequence, heldAt, heldRecordId, heldReservedMicros, heldCostMicros } = row;
  if (heldSequence === null || (liftedSequence !== null && liftedSequence >= heldSequence)) return null;
  if (heldAt === null || heldRecordId === null || heldReservedMicros === null || heldCostMicros === null) return null;
  return {
    since: heldAt.toISOString(),
    recordId: heldRecordId,
    reservedMicros: heldReservedMicros.toString(),
    costMicros: heldCostMicros.toString(),
  };
}

function candidateView(row: OperationRow): z.infer<typeof candidateSchema> | null {
  const { candidate, candidateHash, candidateAt, rejectedHash } = row;
  if (candidate === null || candidateHash === null || candidateAt === null) return null;
  return {
    hash: candidateHash,
    definition: candidate,
    seenAt: candidateAt.toISOString(),
    isNew: isNeverAccepted(row),
    isRejected: candidateHash === rejectedHash,
  };
}
