import { createECDH } from "node:crypto";
import { deriveKey } from "./derive-key.ts";
import { Secret } from "./secret.ts";

/** The key by which push services know this platform (VAPID, RFC 8292); base64url. */
export interface VapidKeys {
  readonly publicKey: string;
  readonly privateKey: Secret;
}

/** The order of P-256. */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** Derived from the master key, so that nothing keeps it and every process has the same. */
export function vapidKeys(masterKey: Secret): VapidKeys {
  // 512 bits reduced to a scalar of 256: no scalar is noticeably likelier than another.
  const wide = Buffer.concat([deriveKey(masterKey, "vapid:high"), deriveKey(masterKey, "vapid:low")]);
  const scalar = (BigInt(`0x${wide.toString("hex")}`) % (ORDER - 1n)) + 1n;
  const privateKey = Buffer.from(scalar.toString(16).padStart(64, "0"), "hex");
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(privateKey);
  return { publicKey: curve.getPublicKey("base64url"), privateKey: new Secret(privateKey.toString("base64url")) };
}
