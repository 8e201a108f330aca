import { type Refusal, refusalSchema } from "@countersign/contracts";
import { TRPCClientError } from "@trpc/client";

/** The refusal in an error of the API, or null when nothing answered. */
export function refusalIn(error: unknown): Refusal | null {
  if (!(error instanceof TRPCClientError)) return null;
  const data: unknown = error.data;
  if (typeof data !== "object" || data === null || !("refusal" in data)) return null;
  const parsed = refusalSchema.safeParse(data.refusal);
  return parsed.success ? parsed.data : null;
}
