import { router } from "../../trpc/init.ts";
import { begin } from "./begin.ts";
import { disconnect } from "./disconnect.ts";
import { finish } from "./finish.ts";
import { get } from "./get.ts";
import { link } from "./link.ts";
import { readLink } from "./read-link.ts";
import { unlink } from "./unlink.ts";
import { update } from "./update.ts";

export const slack = router({ begin, disconnect, finish, get, link, readLink, unlink, update });
