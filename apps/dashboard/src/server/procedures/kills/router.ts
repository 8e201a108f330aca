import { router } from "../../trpc/init.ts";
import { lift } from "./lift.ts";
import { pull } from "./pull.ts";

export const kills = router({ lift, pull });
