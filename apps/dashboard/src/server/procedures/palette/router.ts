import { router } from "../../trpc/init.ts";
import { search } from "./search.ts";

export const palette = router({ search });
