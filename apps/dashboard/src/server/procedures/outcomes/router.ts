import { router } from "../../trpc/init.ts";
import { countOpen } from "./count-open.ts";
import { list } from "./list.ts";
import { resolve } from "./resolve.ts";

export const outcomes = router({ countOpen, list, resolve });
