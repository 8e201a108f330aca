import { z } from "zod";

const hash = z.string().meta({ description: "SHA-256 as hex." });

/** That a record stands in its organization's tree. */
export const inclusionProofSchema = z.object({
  leafIndex: z.number(),
  treeSize: z.number(),
  leafHash: hash,
  path: z.array(hash),
  root: hash,
  checkpoint: z
    .string()
    .nullable()
    .meta({ description: "Signed note of that size; null while none holds the record." }),
  publicKey: z.string().meta({ description: "What that note is checked with, as C2SP's signed-note writes it." }),
});

/** That a tree only grew. */
export const consistencyProofSchema = z.object({
  oldSize: z.number(),
  newSize: z.number(),
  oldRoot: hash,
  newRoot: hash,
  path: z.array(hash),
});

export const checkpointPageSchema = z.object({
  publicKey: z.string().meta({ description: "The present verifier key as C2SP's signed-note writes it: name+id+key." }),
  treeSize: z.number().meta({ description: "Leaves of the tree at present, signed or not." }),
  checkpoints: z.array(
    z.object({
      size: z.number(),
      root: hash,
      at: z.string().meta({ description: "RFC 3339, UTC." }),
      note: z.string().meta({ description: "C2SP signed note." }),
      publicKey: z.string().meta({ description: "What the note is checked with." }),
    }),
  ),
});
