import { router } from "../../trpc/init.ts";
import { changes } from "./changes.ts";

export const live = router({ changes });
