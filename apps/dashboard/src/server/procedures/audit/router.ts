import { router } from "../../trpc/init.ts";
import { checkpoints } from "./checkpoints.ts";
import { consistency } from "./consistency.ts";
import { proof } from "./proof.ts";

export const audit = router({ checkpoints, consistency, proof });
