import { router } from "../../trpc/init.ts";
import { checkpoints } from "./checkpoints.ts";
import { consistency } from "./consistency.ts";
import { erase } from "./erase.ts";
import { keeping } from "./keeping.ts";
import { keys } from "./keys.ts";
import { previewErasure } from "./preview-erasure.ts";
import { proof } from "./proof.ts";
import { retain } from "./retain.ts";
import { sinks } from "./sinks.ts";

export const audit = router({ checkpoints, consistency, erase, keeping, keys, previewErasure, proof, retain, sinks });
