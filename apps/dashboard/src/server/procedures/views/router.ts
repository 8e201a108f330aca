import { router } from "../../trpc/init.ts";
import { list } from "./list.ts";
import { remove } from "./remove.ts";
import { save } from "./save.ts";

export const views = router({ list, save, remove });
