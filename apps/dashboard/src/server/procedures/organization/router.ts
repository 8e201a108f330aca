import { router } from "../../trpc/init.ts";
import { get } from "./get.ts";
import { open } from "./open.ts";
import { update } from "./update.ts";

export const organization = router({ get, open, update });
