import { formatUsd } from "@countersign/core";
import type { CounterDifference, Recounted } from "@countersign/usecases";

const NOT_COUNTED = {
  CLOSED: "has no counters now: its writer rebuilds them from the ledger. Try again in a moment.",
  BUSY: "writes records faster than they can be counted. Nothing was changed; try again when it is quieter.",
  UNKNOWN_ORGANIZATION: "is gone.",
} as const;

/** What a recount of one organization found, for people. */
export function recountLines(organization: string, counted: Recounted): string {
  if (counted.kind === "UNAVAILABLE") return `${organization}: Redis can't be asked: ${counted.reason}\n`;
  if (counted.kind !== "RECOUNTED") return `${organization} ${NOT_COUNTED[counted.kind]}\n`;
  const { counters, differences, ledgerFaults, isMended } = counted;
  const done = isMended ? ", put right" : "";
  const head = `${organization}: ${counters} counters, ${differences.length} differ${done}; ${ledgerFaults.length} faults in the ledger.`;
  const faults = ledgerFaults.map(({ recordId, what }) => `  record ${recordId}: ledger entries ${what}`);
  return `${[head, ...differences.map(differenceLine), ...faults].join("\n")}\n`;
}

function differenceLine({ key, name, expected, actual }: CounterDifference): string {
  const isMoney = name?.kind === "spend";
  const amount = (value: bigint | null): string => {
    if (value === null) return "no number";
    return isMoney ? formatUsd(value) : value.toString();
  };
  const scope = name && `${name.scopeKind} ${name.scopeId}`;
  const limit = name === null ? key : `${name.rule} ${name.limitName} ${name.kind} ${scope} ${name.windowId}`;
  return `  ${limit.replaceAll("  ", " ")}: ${amount(actual)} counted, ${amount(expected)} in truth`;
}
