import { Secret } from "@countersign/vault";
import { createNoteSigner, type NoteSigner } from "@countersign/vault/audit";
import type { Services } from "../services.ts";

/** The public side of the keys that heads are signed with. */
export function signerOf({ settings }: Services): (origin: string) => Pick<NoteSigner, "publicKey"> {
  return (origin) => {
    const { publicKey } = createNoteSigner(new Secret(settings.COUNTERSIGN_MASTER_KEY), origin);
    return { publicKey };
  };
}
