import { router } from "../../trpc/init.ts";
import { issue } from "./issue.ts";
import { list } from "./list.ts";
import { revoke } from "./revoke.ts";

export const tokens = router({ issue, list, revoke });
