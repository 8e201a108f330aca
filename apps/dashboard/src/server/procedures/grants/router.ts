import { router } from "../../trpc/init.ts";
import { list } from "./list.ts";
import { revoke } from "./revoke.ts";

export const grants = router({ list, revoke });
