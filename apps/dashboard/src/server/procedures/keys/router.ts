import { router } from "../../trpc/init.ts";
import { issue } from "./issue.ts";
import { revoke } from "./revoke.ts";

export const keys = router({ issue, revoke });
