import { ADMINS, EVERYONE, type ProcedureCases } from "./case.ts";

export const slack: ProcedureCases = {
  "slack.get": { may: ADMINS, call: (caller, { organization }) => caller.slack.get({ organization }) },
  "slack.channels": {
    may: ADMINS,
    call: (caller, { organization }) => caller.slack.channels({ organization, search: "general" }),
  },
  "slack.refreshChannels": {
    may: ADMINS,
    call: (caller, { organization }) => caller.slack.refreshChannels({ organization }),
  },
  "slack.begin": { may: ADMINS, call: (caller, { organization }) => caller.slack.begin({ organization }) },
  "slack.finish": {
    may: ADMINS,
    call: (caller, { organization }) => caller.slack.finish({ organization, code: "c", state: "s" }),
  },
  "slack.update": {
    may: ADMINS,
    call: (caller, { organization }) => caller.slack.update({ organization, matchesEmail: false }),
  },
  "slack.readLink": {
    may: EVERYONE,
    call: (caller, { organization, ids }) => caller.slack.readLink({ organization, token: ids.slackLinkToken }),
  },
  "slack.link": {
    may: EVERYONE,
    call: (caller, { organization, ids }) => caller.slack.link({ organization, token: ids.slackLinkToken }),
  },
  "slack.unlink": {
    may: ADMINS,
    call: (caller, { organization, ids }) => caller.slack.unlink({ organization, id: ids.slackAccountId }),
  },
  "slack.disconnect": { may: ADMINS, call: (caller, { organization }) => caller.slack.disconnect({ organization }) },
};
