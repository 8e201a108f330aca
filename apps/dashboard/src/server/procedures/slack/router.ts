import { router } from "../../trpc/init.ts";
import { begin } from "./begin.ts";
import { channels } from "./channels.ts";
import { disconnect } from "./disconnect.ts";
import { finish } from "./finish.ts";
import { get } from "./get.ts";
import { link } from "./link.ts";
import { readLink } from "./read-link.ts";
import { refreshChannels } from "./refresh-channels.ts";
import { unlink } from "./unlink.ts";
import { update } from "./update.ts";

export const slack = router({
  begin,
  channels,
  disconnect,
  finish,
  get,
  link,
  readLink,
  refreshChannels,
  unlink,
  update,
});
