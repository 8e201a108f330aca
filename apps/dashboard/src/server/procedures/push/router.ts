import { router } from "../../trpc/init.ts";
import { devices } from "./devices.ts";
import { letDecide } from "./let-decide.ts";
import { move } from "./move.ts";
import { subscribe } from "./subscribe.ts";
import { unsubscribe } from "./unsubscribe.ts";

export const push = router({ devices, letDecide, move, subscribe, unsubscribe });
