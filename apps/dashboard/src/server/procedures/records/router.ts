import { router } from "../../trpc/init.ts";
import { facets } from "./facets.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";

export const records = router({ list, get, facets });
