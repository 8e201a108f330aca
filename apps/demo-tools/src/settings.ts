import { z } from "zod";

/** What the process needs to know, read once from the environment. */
export interface DemoToolsSettings {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** 0 picks a free port. */
  readonly smtpPort: number;
  /** Where `send_email` delivers; null delivers to this process's own mail sink. */
  readonly smtpUrl: string | null;
  readonly mailDir: string;
  /** Connection string of the narrow role; null leaves `query_database` listed but unavailable. */
  readonly databaseUrl: string | null;
}

const port = z.coerce.number().int().min(0).max(65_535);
const smtpUrl = z.url({ protocol: /^smtps?$/, error: "must be smtp://host:port or smtps://host:port" });
const databaseUrl = z.url({
  protocol: /^postgres(ql)?$/,
  error: "must be postgres://role:password@host:port/database",
});

const environment = z.object({
  HOST: z.string().default("127.0.0.1"),
  PORT: port.default(4603),
  SMTP_PORT: port.default(4604),
  SMTP_URL: smtpUrl.optional(),
  MAIL_DIR: z.string().default(".local/mail"),
  DEMO_DATABASE_URL: databaseUrl.optional(),
});

/**
 * Reads the settings from an environment; a variable set to the empty string counts as absent.
 * Throws an error that names every wrong variable, without its value (a URL may hold a password).
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): DemoToolsSettings {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = environment.safeParse(present);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new Error(`Wrong settings for demo-tools. ${problems.join("; ")}`);
  }
  return {
    host: parsed.data.HOST,
    port: parsed.data.PORT,
    smtpPort: parsed.data.SMTP_PORT,
    smtpUrl: parsed.data.SMTP_URL ?? null,
    mailDir: parsed.data.MAIL_DIR,
    databaseUrl: parsed.data.DEMO_DATABASE_URL ?? null,
  };
}
