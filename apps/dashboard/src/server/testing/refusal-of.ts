import type { Refusal } from "@countersign/contracts";
import { TRPCError } from "@trpc/server";
import { RefusalError } from "../refusal-error.ts";
import { refusalOf as refusalOfError } from "../trpc/refusal-of.ts";

/** The refusal a call ended with, input that can't be used included; undefined when it answered. Rethrows faults. */
export async function refusalOf(calling: Promise<unknown> | undefined): Promise<Refusal | undefined> {
  try {
    await calling;
    return undefined;
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    if (error.cause instanceof RefusalError) return error.cause.refusal;
    const refusal = refusalOfError(error);
    if (refusal === null) throw error;
    return refusal;
  }
}
