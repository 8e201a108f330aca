import { Secret } from "@countersign/vault";
import { type CheckpointSigner, localCheckpointSigner } from "@countersign/vault/audit";
import type { Services } from "../services.ts";

/** Whoever signs heads; the dashboard asks it for public keys only. */
export function signerOf({ settings }: Services): Pick<CheckpointSigner, "publicKey"> {
  return localCheckpointSigner(new Secret(settings.COUNTERSIGN_MASTER_KEY));
}
