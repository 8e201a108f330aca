import { router } from "../../trpc/init.ts";
import { devices } from "./devices.ts";
import { subscribe } from "./subscribe.ts";
import { unsubscribe } from "./unsubscribe.ts";

export const push = router({ devices, subscribe, unsubscribe });
