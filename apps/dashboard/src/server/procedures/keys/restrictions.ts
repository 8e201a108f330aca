import { z } from "zod";

/** When a key ends and where it may be used, as the API takes it. */
export const restrictionsShape = {
  expiresAt: z.iso.datetime().nullable().optional().meta({ description: "RFC 3339; null: it never expires." }),
  ipRanges: z
    .array(z.string().max(60))
    .max(50)
    .optional()
    .meta({ description: "Addresses and CIDRs it may be used from; empty means anywhere." }),
  connectionIds: z
    .array(z.string().max(80))
    .max(100)
    .optional()
    .meta({ description: "Connections it may be used for; empty means all." }),
};

interface Restrictions {
  readonly expiresAt?: string | null | undefined;
  readonly ipRanges?: readonly string[] | undefined;
  readonly connectionIds?: readonly string[] | undefined;
}

/** What was given, for the use cases. */
export function restrictionsOf({ expiresAt, ipRanges, connectionIds }: Restrictions) {
  return {
    ...(expiresAt !== undefined && { expiresAt: expiresAt === null ? null : new Date(expiresAt) }),
    ...(ipRanges !== undefined && { ipRanges }),
    ...(connectionIds !== undefined && { connectionIds }),
  };
}
