import { type Refusal, refusal } from "@countersign/contracts";
import type { TRPCError } from "@trpc/server";
import { z } from "zod";
import { RefusalError } from "../refusal-error.ts";

/** Faults carry an id that stands in the log, and nothing of what happened. */
export function faultRefusal(faultId: string): Refusal {
  return refusal("platform.fault.internal", `Something broke on our side. If it stays, tell us this id: ${faultId}.`);
}

/** What the caller is told about an error of a procedure, or null when it is a fault that has to be logged. */
export function refusalOf(error: TRPCError): Refusal | null {
  if (error.cause instanceof RefusalError) return error.cause.refusal;
  if (error.cause instanceof z.ZodError && error.code === "BAD_REQUEST") return inputRefusal(error.cause);
  if (error.code === "NOT_FOUND") return refusal("request.target.unknown", "There is no such route.");
  const isRequestFault = ["PARSE_ERROR", "BAD_REQUEST", "UNSUPPORTED_MEDIA_TYPE", "METHOD_NOT_SUPPORTED"];
  if (isRequestFault.includes(error.code)) {
    return refusal("request.body.invalid", "The request can't be read: send JSON with content-type application/json.");
  }
  return null;
}

function inputRefusal(error: z.ZodError): Refusal {
  const problems = error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  const [first] = problems;
  const detail = first ? `${first.path || "input"}: ${first.message}` : "The input can't be used.";
  return refusal("request.body.invalid", detail, { problems });
}
