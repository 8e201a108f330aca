import type { DeviceOwner } from "@countersign/usecases";
import { z } from "zod";
import type { Actor } from "../../auth/actor.ts";
import type { Membership } from "../../auth/membership.ts";
import { refuse } from "../../refusal-error.ts";

/** Where a browser's push service takes messages. */
export const endpointSchema = z.url({ protocol: /^https?$/ }).max(2_048);

/** Where a device takes messages, and with which keys they are encrypted for it. */
export const addressSchema = z.object({
  endpoint: endpointSchema,
  p256dh: z.string().regex(/^B[\w-]{86}$/, "It is no key of a device."),
  auth: z.string().regex(/^[\w-]{22}$/, "It is no secret of a device."),
});

/** Whose devices are meant. A management token has none. */
export function deviceOwner(ctx: { readonly actor: Actor; readonly membership: Membership }): DeviceOwner {
  const { actor, membership } = ctx;
  if (actor.kind !== "user") return refuse("auth.credential.missing", "Devices belong to people. Sign in first.");
  return { organizationId: membership.organizationId, userId: actor.userId };
}
