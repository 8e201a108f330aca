import type { LimitUse } from "@countersign/admission";
import type { LimitTouch } from "@countersign/contracts";
import { type CalendarWindow, type TimeZones, zonedWindows } from "@countersign/core";
import type { LimitSpec } from "@countersign/policy";
import type { Caller } from "../identity/caller.ts";

interface Price {
  /** What is set aside before the call, micro-USD. */
  readonly reserveMicros: bigint;
  readonly timeZones: TimeZones;
  /** UTC ms, by which the calendar windows are chosen. */
  readonly nowMs: number;
}

/**
 * What a call takes from each limit its decision names, over whom, and in which windows. Throws RangeError on a kind of
 * limit that admission can't check: then the call doesn't run.
 */
export function limitUses(specs: readonly LimitSpec[], caller: Caller, price: Price): LimitUse[] {
  return specs.map((spec): LimitUse => {
    const identity = {
      id: limitName(spec),
      rule: spec.ruleUid ?? spec.owner?.id ?? caller.organizationId,
      ...(spec.limitId !== null && { name: spec.limitId }),
      scope: { kind: spec.scope, id: spec.scopeId === "" ? caller.organizationId : spec.scopeId },
    };
    const { window, max } = spec;
    if (window.kind === "concurrent") return { kind: "concurrency", max: Number(max), ...identity };
    if (window.kind === "smooth") {
      if (spec.kind !== "calls") throw new RangeError("only calls can be limited to a smooth rate");
      return { kind: "rate", max: Number(max), everyMs: window.everyMs, ...identity };
    }
    const windows = zonedWindows(window.per, price.timeZones, price.nowMs);
    return spec.kind === "spend"
      ? { kind: "spend", max, windows, reserveMicros: price.reserveMicros, ...identity }
      : { kind: "calls", max, windows, ...identity };
  });
}

/** How a limit is called in refusals: by its own id, else by its rule, kind and window. */
function limitName(spec: LimitSpec): string {
  const window = spec.window.kind === "calendar" ? spec.window.per : spec.window.kind;
  return `${spec.ruleId ?? spec.owner?.name ?? "organization"}/${spec.limitId ?? `${spec.kind}-${window}`}`;
}

/** What a call took from each limit, for its record and the ledger. `windows`: where each was counted. */
export function limitTouches(
  uses: readonly LimitUse[],
  windows: readonly (CalendarWindow | null)[],
  spentMicros: bigint,
): LimitTouch[] {
  return uses.map((use, index) => ({
    id: use.id,
    kind: use.kind,
    rule: use.rule,
    name: use.name ?? null,
    scope: use.scope,
    windowId: windows[index]?.id ?? null,
    windowEndMs: windows[index]?.endMs ?? null,
    amount: use.kind === "spend" ? spentMicros.toString() : "1",
  }));
}
