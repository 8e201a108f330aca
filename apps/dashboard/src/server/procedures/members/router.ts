import { router } from "../../trpc/init.ts";
import { changeAbsence } from "./change-absence.ts";
import { changeRole } from "./change-role.ts";
import { joinAccounts } from "./join-accounts.ts";
import { list } from "./list.ts";
import { remove } from "./remove.ts";

export const members = router({ changeAbsence, changeRole, joinAccounts, list, remove });
