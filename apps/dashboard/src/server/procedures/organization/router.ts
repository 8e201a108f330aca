import { router } from "../../trpc/init.ts";
import { get } from "./get.ts";
import { update } from "./update.ts";

export const organization = router({ get, update });
