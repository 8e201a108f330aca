import { formatIpRange, parseIpRange } from "@countersign/core";
import { databaseTime, findConnection, type TenantScope } from "@countersign/db";
import { invalidField, type Outcome, unknownTarget } from "../configuration/outcome.ts";

/** What narrows a key's use; what is absent isn't asked about. */
export interface KeyRestrictions {
  /** Null: never. */
  readonly expiresAt?: Date | null;
  /** CIDRs or addresses; empty: anywhere. */
  readonly ipRanges?: readonly string[];
  /** Empty: all connections, those added later included. */
  readonly connectionIds?: readonly string[];
}

const MOST_RANGES = 100;
const MOST_CONNECTIONS = 200;

/** The restrictions as they are stored: ranges in canonical form, nothing twice, connections of this organization. */
export async function checkRestrictions(scope: TenantScope, given: KeyRestrictions): Promise<Outcome<KeyRestrictions>> {
  const { expiresAt, connectionIds } = given;
  if (expiresAt && expiresAt <= (await databaseTime(scope))) {
    return invalidField("expiresAt", "The expiry has to be in the future.");
  }
  const ranges = given.ipRanges && canonicalRanges(given.ipRanges);
  if (ranges && !ranges.ok) return ranges;
  const connections = connectionIds && [...new Set(connectionIds)];
  if (connections && connections.length > MOST_CONNECTIONS) {
    return invalidField("connectionIds", `At most ${MOST_CONNECTIONS} connections.`);
  }
  for (const id of connections ?? []) if (!(await findConnection(scope, id))) return unknownTarget("connection");
  return {
    ok: true,
    value: {
      ...(expiresAt !== undefined && { expiresAt }),
      ...(ranges && { ipRanges: ranges.value }),
      ...(connections && { connectionIds: connections }),
    },
  };
}

function canonicalRanges(texts: readonly string[]): Outcome<readonly string[]> {
  if (texts.length > MOST_RANGES) return invalidField("ipRanges", `At most ${MOST_RANGES} ranges.`);
  const ranges = new Set<string>();
  for (const [index, text] of texts.entries()) {
    const range = parseIpRange(text.trim());
    if (!range) {
      const shown = text.trim().slice(0, 60);
      return invalidField(`ipRanges.${index}`, `"${shown}" is no address or range. Write 203.0.113.7 or 10.0.0.0/8.`);
    }
    ranges.add(formatIpRange(range));
  }
  return { ok: true, value: [...ranges] };
}
