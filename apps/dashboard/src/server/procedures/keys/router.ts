import { router } from "../../trpc/init.ts";
import { issue } from "./issue.ts";
import { revoke } from "./revoke.ts";
import { rotate } from "./rotate.ts";
import { update } from "./update.ts";

export const keys = router({ issue, revoke, rotate, update });
