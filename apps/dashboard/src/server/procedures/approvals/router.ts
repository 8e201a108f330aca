import { router } from "../../trpc/init.ts";
import { approve } from "./approve.ts";
import { breakGlass } from "./break-glass.ts";
import { countWaiting } from "./count-waiting.ts";
import { deny } from "./deny.ts";
import { edit } from "./edit.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { similar } from "./similar.ts";

export const approvals = router({ list, get, countWaiting, approve, breakGlass, deny, edit, similar });
