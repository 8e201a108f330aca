import { router } from "../../trpc/init.ts";
import { add } from "./add.ts";
import { list } from "./list.ts";
import { remove } from "./remove.ts";
import { rotate } from "./rotate.ts";
import { test } from "./test.ts";
import { update } from "./update.ts";

export const webhooks = router({ add, list, remove, rotate, test, update });
