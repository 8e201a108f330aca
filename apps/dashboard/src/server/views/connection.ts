import type { ConnectionRow, CredentialRow, KillSwitchRow, OperationCount } from "@countersign/db";
import { z } from "zod";
import { ownLimitsSchema } from "./own-limits.ts";

const secretSchema = z.object({
  id: z.string(),
  kind: z.enum(["bearer", "header"]),
  headerName: z.string().meta({ description: "The header that carries it, lower case." }),
  storedAt: z.string(),
  lastUsedAt: z.string().nullable(),
});

const countsSchema = z.object({
  active: z.number().int(),
  quarantined: z.number().int().meta({ description: "New or changed: no call until a person accepts the definition." }),
  gone: z.number().int(),
  held: z.number().int().meta({ description: "On hold: a call cost more than was set aside for it." }),
  read: z.number().int(),
  write: z.number().int(),
  external: z.number().int(),
  destructive: z.number().int(),
});

/** A connection in a list. Operations that are gone count in `gone` only. */
export const connectionSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  url: z.string(),
  defaultSchema: z
    .string()
    .nullable()
    .meta({ description: "Where unqualified names in SQL sent to it are looked up; null where nobody said." }),
  createdAt: z.string(),
  discoveredAt: z.string().nullable().meta({ description: "When its operations were last read." }),
  checkedAt: z.string().nullable().meta({ description: "When it was last looked at." }),
  disconnectedAt: z.string().nullable(),
  health: z.enum(["discovering", "ready", "failing", "unauthorized"]),
  fault: z.string().nullable().meta({ description: "What is wrong and what to do; null when nothing is." }),
  failures: z.number().int().meta({ description: "Looks that failed, one after the other." }),
  protocol: z.string().nullable().meta({ description: "MCP revision the server speaks." }),
  secret: secretSchema.nullable().meta({ description: "What is presented upstream; its value is never shown." }),
  limits: ownLimitsSchema.meta({ description: "Limits of its own: all its calls count on them." }),
  operations: countsSchema,
  kill: z
    .object({ id: z.string(), reason: z.string() })
    .nullable()
    .meta({ description: "The kill switch that is on." }),
  lastCallAt: z.string().nullable(),
});

export interface ConnectionParts {
  readonly connection: ConnectionRow;
  readonly credential: CredentialRow | undefined;
  readonly kill: KillSwitchRow | undefined;
  readonly counts: readonly OperationCount[];
  readonly lastCallAt: Date | undefined;
}

export function connectionSummary(parts: ConnectionParts): z.infer<typeof connectionSummarySchema> {
  const { connection, credential, kill, counts, lastCallAt } = parts;
  const { id, name, title, url, defaultSchema, fault, failures, protocol } = connection;
  return {
    id,
    name,
    title,
    url,
    defaultSchema,
    createdAt: connection.createdAt.toISOString(),
    discoveredAt: connection.discoveredAt?.toISOString() ?? null,
    checkedAt: connection.checkedAt?.toISOString() ?? null,
    disconnectedAt: connection.disconnectedAt?.toISOString() ?? null,
    health: healthOf(connection.health),
    fault,
    failures,
    protocol,
    secret: credential ? secretView(credential) : null,
    limits: ownLimitsSchema.parse(connection.limits),
    operations: countsView(counts),
    kill: kill ? { id: kill.id, reason: kill.reason } : null,
    lastCallAt: lastCallAt?.toISOString() ?? null,
  };
}

function healthOf(text: string): "discovering" | "ready" | "failing" | "unauthorized" {
  return text === "ready" || text === "discovering" || text === "unauthorized" ? text : "failing";
}

function secretView({ id, kind, headerName, createdAt, lastUsedAt }: CredentialRow): z.infer<typeof secretSchema> {
  return {
    id,
    kind: kind === "bearer" ? "bearer" : "header",
    headerName,
    storedAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}

function countsView(counts: readonly OperationCount[]): z.infer<typeof countsSchema> {
  const sum = (isCounted: (count: OperationCount) => boolean): number =>
    counts.filter(isCounted).reduce((total, { count }) => total + count, 0);
  const ofClass = (name: string): number => sum((count) => count.state !== "gone" && count.class === name);
  return {
    active: sum(({ state }) => state === "active"),
    quarantined: sum(({ state }) => state === "quarantined"),
    gone: sum(({ state }) => state === "gone"),
    held: counts.reduce((total, { held }) => total + held, 0),
    read: ofClass("read"),
    write: ofClass("write"),
    external: ofClass("external"),
    destructive: ofClass("destructive"),
  };
}
