import { BUILDERS, type ProcedureCases, READERS } from "./case.ts";

/** A version that no organization of the matrix has: numbers are everyone's own, so that they are no ids. */
const NO_VERSION = 9;

export const policy: ProcedureCases = {
  "policy.get": { may: READERS, call: (caller, { organization }) => caller.policy.get({ organization }) },
  "policy.draft": { may: READERS, call: (caller, { organization }) => caller.policy.draft({ organization }) },
  "policy.saveDraft": {
    may: BUILDERS,
    call: (caller, { organization }) =>
      caller.policy.saveDraft({ organization, source: "version: 1", baseVersion: 0, revision: 1 }),
  },
  "policy.discardDraft": {
    may: BUILDERS,
    call: (caller, { organization }) => caller.policy.discardDraft({ organization }),
  },
  "policy.validate": {
    may: READERS,
    call: (caller, { organization }) => caller.policy.validate({ organization, source: "" }),
  },
  "policy.explain": {
    may: READERS,
    call: (caller, { organization }) =>
      caller.policy.explain({ organization, agent: "nobody-here", operation: "demo.send_email" }),
  },
  "policy.effects": {
    may: READERS,
    call: (caller, { organization }) =>
      caller.policy.effects({ organization, before: { version: 0 }, after: { source: "version: 1" } }),
  },
  "policy.simulate": {
    may: ["owner", "admin", "auditor"],
    call: (caller, { organization }) => caller.policy.simulate({ organization, source: "version: 1" }),
  },
  "policy.publish": {
    may: BUILDERS,
    call: (caller, { organization }) =>
      caller.policy.publish({ organization, source: "", message: "x", baseVersion: NO_VERSION }),
  },
  "policy.restore": {
    may: BUILDERS,
    call: (caller, { organization }) =>
      caller.policy.restore({ organization, version: NO_VERSION, message: "x", baseVersion: 0 }),
  },
  "policy.versions": { may: READERS, call: (caller, { organization }) => caller.policy.versions({ organization }) },
  "policy.version": {
    may: READERS,
    call: (caller, { organization }) => caller.policy.version({ organization, version: NO_VERSION }),
  },
  "policy.vocabulary": {
    may: READERS,
    call: (caller, { organization }) => caller.policy.vocabulary({ organization }),
  },
};
