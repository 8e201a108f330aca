import { router } from "../../trpc/init.ts";
import { create } from "./create.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { permissions } from "./permissions.ts";

export const agents = router({ create, get, list, permissions });
