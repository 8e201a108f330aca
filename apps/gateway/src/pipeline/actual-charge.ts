import { isJsonObject, type JsonObject, type JsonValue, parseStrictJson } from "@countersign/core";
import type { Decision } from "@countersign/policy";
import type { Call } from "./call.ts";
import type { Ending } from "./call-record.ts";
import type { Forwarded } from "./forward-call.ts";

type Charge = { readonly costMicros: bigint } & Pick<Ending, "overrun" | "costError">;

/**
 * What a call costs in the end, micro-USD: nothing where nothing was sent; the price from the result where the policy
 * computes one, in full even above the reservation; what it had cost where it was cut at its budget; else what was reserved, as also where no price comes out.
 */
export function actualCharge(call: Call, { cost, reserveMicros }: Decision, forwarded: Forwarded): Charge {
  if (forwarded.isNothingSent) return { costMicros: 0n };
  if (forwarded.spentMicros !== undefined) return charged(forwarded.spentMicros, reserveMicros);
  if (!cost) return { costMicros: reserveMicros };
  if (!forwarded.value) return { costMicros: reserveMicros, costError: "the call gave no result" };
  const actual = cost.evaluate({
    args: call.request.arguments,
    result: pricedResult(forwarded.value),
    latencyMs: forwarded.ending.upstreamMs ?? 0,
  });
  if (typeof actual !== "bigint") return { costMicros: reserveMicros, costError: actual.message };
  return charged(actual, reserveMicros);
}

function charged(costMicros: bigint, reserveMicros: bigint): Charge {
  return { costMicros, ...(costMicros > reserveMicros && { overrun: true }) };
}

/** What `result` stands for: the structured content, or the one text if it is JSON, or the result as it came. */
function pricedResult(result: JsonObject): JsonValue {
  const { structuredContent, content } = result;
  if (isJsonObject(structuredContent)) return structuredContent;
  const [first] = Array.isArray(content) ? content : [];
  if (!isJsonObject(first) || typeof first["text"] !== "string") return result;
  const parsed = parseStrictJson(first["text"]);
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : result;
}
