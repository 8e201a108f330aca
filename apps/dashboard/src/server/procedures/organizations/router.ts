import { router } from "../../trpc/init.ts";
import { create } from "./create.ts";

/** A person's organizations; what is inside one is in `organization`. */
export const organizations = router({ create });
