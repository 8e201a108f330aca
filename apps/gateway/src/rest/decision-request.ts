import type { IncomingMessage } from "node:http";
import { type Refusal, refusal } from "@countersign/contracts";
import { isJsonObject, type JsonObject, type JsonValue, parseStrictJson } from "@countersign/core";
import { z } from "zod";
import { readIdempotencyKey } from "../mcp/idempotency-key.ts";
import type { Told } from "./handed-calls.ts";

/** Whether a call may be carried out, and how long its caller is willing to wait for people. */
export type Asked = {
  /** `Prefer: wait`, ms. */
  readonly waitMs: number;
  /** How long the outcome may take, ms. */
  readonly holdMs: number;
  readonly idempotencyKey: string | null;
} & (
  | {
      readonly kind: "call";
      readonly operation: string;
      readonly arguments: JsonObject;
      readonly reason: string | null;
    }
  /** By `Countersign-Approval`: the call that was asked about. */
  | { readonly kind: "ticket"; readonly approvalId: string }
);

type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

const LONGEST_WAIT_S = 240;
const HOLD_MS = { least: 1_000, usual: 60_000, most: 600_000 };
const MAX_REASON = 2_000;
const WAIT = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,9})"?(?=$|[,;\s])/i;

const holdMs = z.int().min(HOLD_MS.least).max(HOLD_MS.most).default(HOLD_MS.usual);
const callSchema = z.strictObject({
  operation: z.string().min(3).max(200),
  arguments: z.custom<JsonObject>(isJsonObject, "An object.").default({}),
  reason: z.string().max(MAX_REASON).nullable().default(null),
  outcomeWithinMs: holdMs,
});
const ticketSchema = z.strictObject({ outcomeWithinMs: holdMs });
const reportSchema = z.strictObject({
  status: z.enum(["succeeded", "failed"]),
  result: z.custom<JsonValue>((value) => value !== undefined, "What came of it, as JSON.").default(null),
});

/** Reads a request for a decision; JSON that could be read in two ways isn't read at all. */
export function readAsked(request: IncomingMessage, body: Buffer): Read<Asked> {
  const { headers } = request;
  const key = readIdempotencyKey(request, {});
  if (!key.ok) return key;
  const wish = { waitMs: waitOf(headers["prefer"]), idempotencyKey: key.key };
  const approvalId = headers["countersign-approval"];
  if (typeof approvalId === "string") {
    const ticket = readBody(ticketSchema, body.length === 0 ? Buffer.from("{}") : body);
    if (!ticket.ok) return ticket;
    return { ok: true, value: { kind: "ticket", approvalId, ...wish, holdMs: ticket.value.outcomeWithinMs } };
  }
  const call = readBody(callSchema, body);
  if (!call.ok) return call;
  const { outcomeWithinMs, ...asked } = call.value;
  return { ok: true, value: { kind: "call", ...asked, ...wish, holdMs: outcomeWithinMs } };
}

/** Reads what came of a call. */
export function readReport(body: Buffer): Read<Told> {
  const report = readBody(reportSchema, body);
  if (!report.ok) return report;
  const { status, result } = report.value;
  return { ok: true, value: { kind: "told", isFailed: status === "failed", result } };
}

function readBody<T>(schema: z.ZodType<T>, body: Buffer): Read<T> {
  const json = parseStrictJson(body.toString("utf8"));
  if (!json.ok) return invalid([{ path: "", message: "The body isn't JSON that can be read in one way only." }]);
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return { ok: true, value: parsed.data };
  return invalid(parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message })));
}

function invalid(problems: readonly { readonly path: string; readonly message: string }[]): Read<never> {
  const [first] = problems;
  const detail = `${first?.path ? `${first.path}: ` : ""}${first?.message ?? "The body can't be read."} Nothing ran.`;
  return { ok: false, refusal: refusal("request.body.invalid", detail, { problems: [...problems] }) };
}

/** Ms of `Prefer: wait=N` (RFC 7240), at most what we wait; 0 where nothing is preferred. */
function waitOf(prefer: string | string[] | undefined): number {
  const seconds = WAIT.exec([prefer ?? ""].flat().join(","))?.[1];
  return Math.min(Number(seconds ?? 0), LONGEST_WAIT_S) * 1_000;
}
