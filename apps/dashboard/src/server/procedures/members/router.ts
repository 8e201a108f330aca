import { router } from "../../trpc/init.ts";
import { changeRole } from "./change-role.ts";
import { list } from "./list.ts";
import { remove } from "./remove.ts";

export const members = router({ changeRole, list, remove });
