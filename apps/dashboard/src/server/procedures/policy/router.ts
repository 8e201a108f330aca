import { router } from "../../trpc/init.ts";
import { discardDraft } from "./discard-draft.ts";
import { draft } from "./draft.ts";
import { effects } from "./effects.ts";
import { explain } from "./explain.ts";
import { get } from "./get.ts";
import { publish } from "./publish.ts";
import { restore } from "./restore.ts";
import { saveDraft } from "./save-draft.ts";
import { simulate } from "./simulate.ts";
import { validate } from "./validate.ts";
import { version } from "./version.ts";
import { versions } from "./versions.ts";
import { vocabulary } from "./vocabulary.ts";

export const policy = router({
  discardDraft,
  draft,
  effects,
  explain,
  get,
  publish,
  restore,
  saveDraft,
  simulate,
  validate,
  version,
  versions,
  vocabulary,
});
