import { BUILDERS, EVERYONE, type ProcedureCases, READERS } from "./case.ts";

export const evidence: ProcedureCases = {
  "approvals.list": { may: EVERYONE, call: (caller, { organization }) => caller.approvals.list({ organization }) },
  "approvals.countWaiting": {
    may: EVERYONE,
    call: (caller, { organization }) => caller.approvals.countWaiting({ organization }),
  },
  "approvals.get": {
    may: EVERYONE,
    call: (caller, { organization, ids }) => caller.approvals.get({ organization, id: ids.approvalId }),
  },
  "approvals.similar": {
    may: EVERYONE,
    call: (caller, { organization, ids }) => caller.approvals.similar({ organization, id: ids.approvalId }),
  },
  "approvals.approve": {
    may: ["owner", "admin", "developer", "approver"],
    call: (caller, { organization, ids }) => caller.approvals.approve({ organization, id: ids.approvalId }),
  },
  "approvals.breakGlass": {
    may: ["owner"],
    call: (caller, { organization, ids }) =>
      caller.approvals.breakGlass({
        organization,
        id: ids.approvalId,
        revision: 1,
        reason: "production is down",
        confirm: "break glass",
      }),
  },
  "approvals.deny": {
    may: ["owner", "admin", "developer", "approver"],
    call: (caller, { organization, ids }) => caller.approvals.deny({ organization, id: ids.approvalId, reason: "no" }),
  },
  "approvals.edit": {
    may: ["owner", "admin", "developer", "approver"],
    call: (caller, { organization, ids }) =>
      caller.approvals.edit({ organization, id: ids.approvalId, revision: 1, arguments: { to: "lee@acme.io" } }),
  },
  "audit.checkpoints": { may: READERS, call: (caller, { organization }) => caller.audit.checkpoints({ organization }) },
  "audit.consistency": {
    may: READERS,
    call: (caller, { organization }) => caller.audit.consistency({ organization, oldSize: 0, newSize: 0 }),
  },
  "audit.erase": {
    may: ["owner"],
    call: (caller, { organization }) =>
      caller.audit.erase({ organization, person: "nobody@example.test", confirm: "somebody else" }),
  },
  "audit.keeping": { may: READERS, call: (caller, { organization }) => caller.audit.keeping({ organization }) },
  "audit.keys": { may: READERS, call: (caller, { organization }) => caller.audit.keys({ organization }) },
  "audit.previewErasure": {
    may: ["owner"],
    call: (caller, { organization }) => caller.audit.previewErasure({ organization, person: "nobody@example.test" }),
  },
  "audit.retain": {
    may: ["owner"],
    call: (caller, { organization }) => caller.audit.retain({ organization, days: 0 }),
  },
  "audit.proof": {
    may: READERS,
    call: (caller, { organization, ids }) => caller.audit.proof({ organization, recordId: ids.recordId }),
  },
  "audit.sinks": { may: READERS, call: (caller, { organization }) => caller.audit.sinks({ organization }) },
  "deliveries.ofApproval": {
    may: EVERYONE,
    call: (caller, { organization, ids }) => caller.deliveries.ofApproval({ organization, approvalId: ids.approvalId }),
  },
  "deliveries.parked": { may: READERS, call: (caller, { organization }) => caller.deliveries.parked({ organization }) },
  "deliveries.resend": {
    may: BUILDERS,
    call: (caller, { organization, ids }) =>
      caller.deliveries.resend({ organization, approvalId: ids.approvalId, id: ids.deliveryId }),
  },
  "grants.list": { may: READERS, call: (caller, { organization }) => caller.grants.list({ organization }) },
  "grants.revoke": {
    may: ["owner", "admin", "developer", "approver"],
    call: (caller, { organization, ids }) => caller.grants.revoke({ organization, id: ids.grantId }),
  },
  "live.changes": { may: EVERYONE, call: (caller, { organization }) => caller.live.changes({ organization }) },
  "outcomes.countOpen": {
    may: READERS,
    call: (caller, { organization }) => caller.outcomes.countOpen({ organization }),
  },
  "outcomes.list": { may: READERS, call: (caller, { organization }) => caller.outcomes.list({ organization }) },
  "outcomes.resolve": {
    may: BUILDERS,
    call: (caller, { organization, ids }) =>
      caller.outcomes.resolve({ organization, recordId: ids.recordId, as: "did_not_run" }),
  },
  "overview.figures": { may: READERS, call: (caller, { organization }) => caller.overview.figures({ organization }) },
  "records.list": { may: READERS, call: (caller, { organization }) => caller.records.list({ organization }) },
  "records.get": {
    may: READERS,
    call: (caller, { organization, ids }) => caller.records.get({ organization, id: ids.recordId }),
  },
  "views.list": { may: READERS, call: (caller, { organization }) => caller.views.list({ organization }) },
  "views.save": {
    may: READERS,
    call: (caller, { organization }) =>
      caller.views.save({ organization, name: "Denied", query: "decision=deny", isShared: false }),
  },
  "views.remove": {
    may: READERS,
    call: (caller, { organization, ids }) => caller.views.remove({ organization, id: ids.viewId }),
  },
  "records.choices": {
    may: READERS,
    call: (caller, { organization }) => caller.records.choices({ organization }),
  },
  "records.tail": {
    may: READERS,
    call: (caller, { organization }) => caller.records.tail({ organization, after: "-1" }),
  },
  "records.facets": { may: READERS, call: (caller, { organization }) => caller.records.facets({ organization }) },
};
