import { router } from "../../trpc/init.ts";
import { archive } from "./archive.ts";
import { clearLabels } from "./clear-labels.ts";
import { create } from "./create.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { owners } from "./owners.ts";
import { permissions } from "./permissions.ts";
import { restore } from "./restore.ts";
import { sessions } from "./sessions.ts";
import { update } from "./update.ts";

export const agents = router({
  archive,
  clearLabels,
  create,
  get,
  list,
  owners,
  permissions,
  restore,
  sessions,
  update,
});
