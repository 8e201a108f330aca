import { z } from "zod";
import { type ErrorCode, errorEntry, isErrorCode } from "./registry.ts";

/** A decimal string of micro-USD or of a count. */
export const decimalString = z.string().regex(/^-?\d{1,19}$/);

export const refusalSchema = z.object({
  type: z.string().startsWith("urn:countersign:error:"),
  code: z.string().refine(isErrorCode, { error: "not a registered error code" }),
  title: z.string(),
  /** One sentence the agent can act on. */
  detail: z.string(),
  status: z.number().int(),
  rules: z.array(z.string()).optional(),
  recordId: z.string().optional(),
  approval: z.object({ ticket: z.string(), url: z.string(), state: z.string(), expiresAt: z.string() }).optional(),
  limit: z
    .object({
      id: z.string(),
      kind: z.string(),
      used: decimalString,
      max: decimalString,
      resetsAt: z.string().optional(),
    })
    .optional(),
  retryAfterMs: z.number().int().nonnegative().optional(),
  problems: z
    .array(
      z.object({
        path: z.string(),
        line: z.number().int().optional(),
        message: z.string(),
        fix: z.string().optional(),
      }),
    )
    .optional(),
});

/** The one answer shape for refusals, on every surface. On HTTP it is sent as `application/problem+json` (RFC 9457). */
export type Refusal = z.infer<typeof refusalSchema>;

/** What a refusal says beyond its code and detail. */
export type RefusalExtras = Omit<Refusal, "type" | "code" | "title" | "detail" | "status">;

/** Makes a refusal from its code and the sentence for the agent. */
export function refusal(code: ErrorCode, detail: string, extras: RefusalExtras = {}): Refusal {
  const { status, title } = errorEntry(code);
  return { type: `urn:countersign:error:${code}`, code, title, detail, status, ...extras };
}
