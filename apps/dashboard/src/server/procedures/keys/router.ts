import { router } from "../../trpc/init.ts";
import { revoke } from "./revoke.ts";

export const keys = router({ revoke });
