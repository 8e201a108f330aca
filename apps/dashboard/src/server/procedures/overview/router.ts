import { router } from "../../trpc/init.ts";
import { figures } from "./figures.ts";

export const overview = router({ figures });
