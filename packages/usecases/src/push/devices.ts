import { newId } from "@countersign/contracts";
import { type Db, listMemberships } from "@countersign/db";
import {
  endPushSubscriptions,
  listPushSubscriptions,
  movePushSubscription,
  type PushAddress,
  savePushSubscription,
  setPushDecides,
} from "@countersign/db/channels";
import { invalidField, type Outcome, unknownTarget } from "../configuration/outcome.ts";

/** A member, about their own devices. */
export interface DeviceOwner {
  readonly organizationId: string;
  readonly userId: string;
}

export interface DeviceInput extends DeviceOwner {
  /** Where the browser's push service takes messages for it. Whether that may be called, the egress rules say. */
  readonly endpoint: string;
  /** An uncompressed point of P-256, base64url. */
  readonly p256dh: string;
  /** 16 bytes, base64url. */
  readonly auth: string;
  /** What the browser says it is. */
  readonly device: string;
}

/** A device on which a person is told of approvals. */
export interface Device {
  readonly id: string;
  readonly device: string;
  readonly endpoint: string;
  /** Whether its notifications show what is asked and decide at once. */
  readonly decides: boolean;
  readonly createdAt: Date;
}

const MOST_DEVICES = 20;

/** The devices on which a member is told of approvals. */
export function listDevices({ db }: { readonly db: Db }, { organizationId, userId }: DeviceOwner): Promise<Device[]> {
  return db.tenant(organizationId, (scope) => listPushSubscriptions(scope, [userId]));
}

/** Tells a member of approvals on a device from now on; whoever was told on it before isn't any more. */
export function addDevice(
  { db }: { readonly db: Db },
  { organizationId, ...device }: DeviceInput,
): Promise<Outcome<{ readonly deviceId: string }>> {
  return db.tenant(organizationId, async (scope): Promise<Outcome<{ readonly deviceId: string }>> => {
    const others = await listPushSubscriptions(scope, [device.userId]);
    if (others.filter(({ endpoint }) => endpoint !== device.endpoint).length >= MOST_DEVICES) {
      return invalidField("endpoint", `At most ${MOST_DEVICES} devices are told. Turn one of the others off first.`);
    }
    const deviceId = await savePushSubscription(scope, { ...device, id: newId("pushSubscription") });
    return { ok: true, value: { deviceId } };
  });
}

/** Tells a member nothing on one of their devices any more. Refuses with `request.target.unknown`. */
export function removeDevice(
  { db }: { readonly db: Db },
  { organizationId, userId, deviceId }: DeviceOwner & { readonly deviceId: string },
): Promise<Outcome<{ readonly deviceId: string }>> {
  return db.tenant(organizationId, async (scope): Promise<Outcome<{ readonly deviceId: string }>> => {
    const ended = await endPushSubscriptions(scope, { userId, ids: [deviceId] });
    return ended === 0 ? unknownTarget("device") : { ok: true, value: { deviceId } };
  });
}

/** Lets notifications on a member's device show what is asked and decide it, or no more. Refuses with `request.target.unknown`. */
export async function letDeviceDecide(
  { db }: { readonly db: Db },
  input: DeviceOwner & { readonly deviceId: string; readonly decides: boolean },
): Promise<Outcome<{ readonly deviceId: string }>> {
  const { organizationId, userId, deviceId, decides } = input;
  const isThere = await db.tenant(organizationId, (scope) => setPushDecides(scope, { userId, id: deviceId, decides }));
  return isThere ? { ok: true, value: { deviceId } } : unknownTarget("device");
}

/** A person's browser has signed up anew by itself: it is told there instead, in every organization that it was told of. */
export async function moveDevice(
  { db }: { readonly db: Db },
  move: { readonly userId: string; readonly from: string; readonly to: PushAddress },
): Promise<void> {
  const memberships = await db.asUser(move.userId, (scope) => listMemberships(scope, move.userId));
  for (const { organizationId } of memberships) {
    await db.tenant(organizationId, (scope) => movePushSubscription(scope, move));
  }
}
