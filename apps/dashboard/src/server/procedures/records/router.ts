import { router } from "../../trpc/init.ts";
import { choices } from "./choices.ts";
import { facets } from "./facets.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { tail } from "./tail.ts";

export const records = router({ list, get, choices, facets, tail });
