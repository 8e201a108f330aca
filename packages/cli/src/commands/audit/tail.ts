import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { type Command, type CommandStreams, UsageError } from "../../command.ts";
import { tailLine, tailRecordSchema } from "./tail-line.ts";

const FILTERS = [
  "agent",
  "instance",
  "operation",
  "connection",
  "decision",
  "outcome",
  "kind",
  "rule",
  "text",
] as const;
const WAIT_S = 25;
const ANSWER_MS = 60_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;

interface Options {
  readonly url: URL;
  readonly token: string;
  readonly isJson: boolean;
  /** Stops after so many; null never. */
  readonly count: number | null;
  readonly after: string | null;
}

const answerSchema = z.object({ records: z.array(z.looseObject({ id: z.string() })), after: z.string() });
const refusalSchema = z.object({ code: z.string(), detail: z.string() });

/**
 * Follows audit records as they are written, each once, in their order. What is written while the platform is away
 * comes when it is back. Exits with 0 after `--count` records, 2 when the platform refuses.
 */
export const tailCommand: Command = {
  usage:
    "tail [--agent A] [--operation O] [--decision D] [--text T] [--arg 'to = x']… [--count N] [--after N] [--json]",
  summary: "Follows audit records as they are written; COUNTERSIGN_URL and COUNTERSIGN_TOKEN say where and as whom.",
  async run(args, streams) {
    return follow(optionsOf(args), streams);
  },
};

type Looked =
  | { readonly kind: "ANSWERED"; readonly records: readonly { readonly id: string }[]; readonly after: string }
  | { readonly kind: "REFUSED"; readonly detail: string }
  | { readonly kind: "AWAY" };

async function follow(options: Options, { output, errors }: CommandStreams): Promise<number> {
  let left = options.count ?? Number.POSITIVE_INFINITY;
  let after = options.after;
  let pauseMs = FIRST_PAUSE_MS;
  while (left > 0) {
    const looked = await look(options, after);
    if (looked.kind === "REFUSED") {
      errors.write(`countersign: ${looked.detail}\n`);
      return 2;
    }
    if (looked.kind === "AWAY") {
      await wait(pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      continue;
    }
    pauseMs = FIRST_PAUSE_MS;
    after = looked.after;
    for (const record of looked.records.slice(0, left)) {
      output.write(options.isJson ? `${JSON.stringify(record)}\n` : tailLine(tailRecordSchema.parse(record)));
    }
    left -= looked.records.length;
  }
  return 0;
}

async function look({ url, token }: Options, after: string | null): Promise<Looked> {
  const asked = new URL(url);
  if (after !== null) asked.searchParams.set("after", after);
  // The first look only learns where the tail begins.
  asked.searchParams.set("waitSeconds", String(after === null ? 0 : WAIT_S));
  try {
    const response = await fetch(asked, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    const body: unknown = await response.json();
    if (response.ok) return { kind: "ANSWERED", ...answerSchema.parse(body) };
    if (response.status >= 500 || response.status === 429) return { kind: "AWAY" };
    return { kind: "REFUSED", detail: refusalSchema.safeParse(body).data?.detail ?? `HTTP ${response.status}` };
  } catch (error) {
    // Nobody there, or cut off: it is looked for again. An answer of another shape is no tail.
    if (error instanceof z.ZodError) return { kind: "REFUSED", detail: "the answer isn't that of a tail" };
    return { kind: "AWAY" };
  }
}

function optionsOf(args: readonly string[]): Options {
  const { values } = parsed(args);
  const token = process.env["COUNTERSIGN_TOKEN"];
  const base = process.env["COUNTERSIGN_URL"] ?? process.env["PUBLIC_DASHBOARD_URL"];
  if (!token) throw new UsageError("set COUNTERSIGN_TOKEN to a management token");
  if (!base || !URL.canParse(base)) throw new UsageError("set COUNTERSIGN_URL to the dashboard's address");
  const count = values.count === undefined ? null : Number(values.count);
  if (count !== null && !(Number.isInteger(count) && count > 0)) throw new UsageError("--count is a number above 0");
  if (values.after !== undefined && !/^-?\d{1,18}$/.test(values.after))
    throw new UsageError("--after is a whole number");
  const url = new URL("/api/v1/record-tail", base);
  for (const name of FILTERS) {
    const value = values[name];
    if (value !== undefined) url.searchParams.set(name, value);
  }
  for (const condition of values.arg ?? []) url.searchParams.append("args", condition);
  return { url, token, isJson: values.json ?? false, count, after: values.after ?? null };
}

function parsed(args: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        agent: text,
        instance: text,
        operation: text,
        connection: text,
        decision: text,
        outcome: text,
        kind: text,
        rule: text,
        text,
        arg: { type: "string", multiple: true },
        count: text,
        after: text,
        json: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "the options can't be read");
  }
}
