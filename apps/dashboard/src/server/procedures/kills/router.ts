import { router } from "../../trpc/init.ts";
import { inFlight } from "./in-flight.ts";
import { lift } from "./lift.ts";
import { pull } from "./pull.ts";

export const kills = router({ inFlight, lift, pull });
