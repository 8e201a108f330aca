import { z } from "zod";

const WELL_KNOWN_SECRETS: ReadonlySet<string> = new Set([
  "changeme",
  "secret",
  "password",
  "countersign",
  "development",
]);

/** 32 bytes or more of base64, and not one that everybody knows. */
const secretSchema = z
  .string()
  .min(32, { error: "must be at least 32 characters; make one with: openssl rand -base64 32" })
  .refine((text) => !WELL_KNOWN_SECRETS.has(text.toLowerCase()) && new Set(text).size > 8, {
    error: "is a well-known or trivial value; make one with: openssl rand -base64 32",
  });

const urlSchema = z.url({ protocol: /^https?$/ });

const smtpUrlSchema = z.url({ protocol: /^smtps?$/ });

/** CIDRs, comma-separated; empty: none. */
const networksSchema = z
  .string()
  .default("")
  .transform((text) => text.split(",").flatMap((part) => part.trim() || []))
  .pipe(z.array(z.union([z.cidrv4(), z.cidrv6()], { error: "must be networks such as 10.0.0.0/8, comma-separated" })));

/** Settings that every process shares; each process extends this and parses it once at its start. */
export const baseSettingsSchema = z.object({
  DATABASE_URL: z.string().startsWith("postgres").optional(),
  /** The application role's own URL; derived from DATABASE_URL when unset. */
  DATABASE_APP_URL: z.string().startsWith("postgres").optional(),
  /** The role for jobs across organizations; derived from DATABASE_URL when unset. */
  DATABASE_WORKER_URL: z.string().startsWith("postgres").optional(),
  REDIS_URL: z.string().startsWith("redis"),
  COUNTERSIGN_MASTER_KEY: secretSchema,
  PUBLIC_DASHBOARD_URL: urlSchema,
  PUBLIC_GATEWAY_URL: urlSchema,
  SHARDS: z.coerce.number().int().min(1).max(256).default(1),
  HOST: z.string().default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65535),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
});

/** What the command that counts limits again needs of them. */
export const recountSettingsSchema = baseSettingsSchema.pick({
  DATABASE_URL: true,
  DATABASE_WORKER_URL: true,
  REDIS_URL: true,
  COUNTERSIGN_MASTER_KEY: true,
  SHARDS: true,
});

export const gatewaySettingsSchema = baseSettingsSchema.extend({
  PORT: z.coerce.number().int().min(0).max(65535).default(4601),
  /** How long an agent is kept waiting for a person before it gets a ticket, ms. */
  COUNTERSIGN_TICKET_AFTER_MS: z.coerce.number().int().min(0).max(240_000).default(45_000),
  /** How many calls of one agent may wait for people at once. */
  COUNTERSIGN_PENDING_PER_AGENT: z.coerce.number().int().min(1).max(100_000).default(100),
  /** CIDRs, comma-separated, where private addresses and plain http are allowed. */
  COUNTERSIGN_EGRESS_ALLOW: z.string().default(""),
  /** CIDRs, comma-separated, of the proxies in front: only from them is `X-Forwarded-For` believed. */
  TRUSTED_PROXIES: z.string().default(""),
  /** How long a call may be in flight without its lease being renewed, ms. */
  COUNTERSIGN_LEASE_MS: z.coerce.number().int().min(6_000).max(300_000).default(30_000),
});
export type GatewaySettings = z.infer<typeof gatewaySettingsSchema>;

/** The base of Slack's Web API, ending in `/`; another one than Slack's own is for tests. */
const slackApiUrlSchema = urlSchema.refine((url) => url.endsWith("/"), { error: "must end in /" });

export const workerSettingsSchema = baseSettingsSchema.extend({
  PORT: z.coerce.number().int().min(0).max(65535).default(4602),
  /** CIDRs, comma-separated, where private addresses and plain http are allowed, as for the gateway. */
  COUNTERSIGN_EGRESS_ALLOW: z.string().default(""),
  /** `smtp://` or `smtps://`, with user and password where needed; without it no mail is sent. */
  SMTP_URL: smtpUrlSchema.optional(),
  /** Who mails come from. */
  MAIL_FROM: z.string().default("Countersign <no-reply@countersign.invalid>"),
  /** Of the app of Slack: checks that requests come from Slack. Without it approvals aren't told there. */
  SLACK_SIGNING_SECRET: z.string().min(16).optional(),
  /** `xapp-…`: requests then come by Socket Mode, for a worker that Slack can't reach. */
  SLACK_APP_TOKEN: z.string().startsWith("xapp-").optional(),
  SLACK_API_URL: slackApiUrlSchema.default("https://slack.com/api/"),
  /** How many approvals of one agent are told one by one in ten minutes; those after them are told together. */
  COUNTERSIGN_ANNOUNCED_PER_AGENT: z.coerce.number().int().min(1).max(100_000).default(30),
  /** Folder to whose files signed heads of the audit are appended; best one that the database's admin can't write to. */
  COUNTERSIGN_CHECKPOINT_FOLDER: z.string().min(1).optional(),
  /** Where signed heads of the audit are posted, and the secret that signs the requests (Standard Webhooks). */
  COUNTERSIGN_CHECKPOINT_WEBHOOK_URL: urlSchema.optional(),
  COUNTERSIGN_CHECKPOINT_WEBHOOK_SECRET: secretSchema.optional(),
});
export type WorkerSettings = z.infer<typeof workerSettingsSchema>;

export const dashboardSettingsSchema = baseSettingsSchema.extend({
  PORT: z.coerce.number().int().min(0).max(65535).default(4600),
  NEXTAUTH_SECRET: secretSchema,
  /** CIDRs, comma-separated, where private addresses and plain http are allowed, as for the gateway: forms say so at once. */
  COUNTERSIGN_EGRESS_ALLOW: z.string().default(""),
  /** Whether mail can be sent at all; the worker sends it. */
  SMTP_URL: smtpUrlSchema.optional(),
  /**
   * Networks of the proxies in front, whose X-Forwarded-For is believed. Empty: the address of the connection counts,
   * so that nobody can claim another one.
   */
  TRUSTED_PROXIES: networksSchema,
  /** Of the app of Slack that organizations connect their workspaces by; without both, none can. */
  SLACK_CLIENT_ID: z.string().min(1).optional(),
  SLACK_CLIENT_SECRET: z.string().min(1).optional(),
  SLACK_API_URL: slackApiUrlSchema.default("https://slack.com/api/"),
  /** The demo mail sink's JSON base URL; the page /dev/mail exists only while it is set. */
  DEV_MAIL_URL: urlSchema.optional(),
});
export type DashboardSettings = z.infer<typeof dashboardSettingsSchema>;

/**
 * Parses a process' settings. Throws Error with one line for each setting that is wrong: its name and the fix, never its value.
 */
export function parseSettings<T>(schema: z.ZodType<T>, environment: Readonly<Record<string, string | undefined>>): T {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = schema.safeParse(present);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join(".")}: ${issue.message}`);
  throw new Error(`The settings can't be used:\n${lines.join("\n")}`);
}
