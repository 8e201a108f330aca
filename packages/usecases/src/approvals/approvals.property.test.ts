import { type Admission, createAdmission } from "@countersign/admission";
import { type ClaimEnd, endClaims } from "@countersign/db";
import { startRedis, type TestRedis, volume } from "@countersign/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cancelApproval } from "./cancel.ts";
import { claimApproval } from "./claim.ts";
import { decideApproval } from "./decide.ts";
import { editApproval } from "./edit.ts";
import { expireApproval, expireDueApprovals } from "./expire.ts";
import { giveBackApproval } from "./give-back.ts";
import { lapseApprovals } from "./lapse.ts";
import { SYSTEM_ACTOR } from "./moves.ts";
import { readApproval } from "./read.ts";
import { recoverClaims } from "./recover-claims.ts";
import { requestApproval } from "./request.ts";
import {
  makeOrganization,
  openStores,
  principalOf,
  publishText,
  requestOf,
  requirementOf,
  setTimes,
  type TestOrganization,
  type TestStores,
} from "./test-organization.ts";

const QUORUM = 2;
const VOTERS = ["owner", "ana", "bo", "cy"] as const;
const HISTORIES = volume({ ci: 60, soak: 5_000 });
const ASKING = "approval: { by: [role:admin, role:owner], allow_edit: true, quorum: 2 }";
const POLICY = `version: 1
rules:
  - { id: send-email, agents: [outreach], operations: [demo.send_email], effect: require_approval, ${ASKING} }
`;
const TERMINAL: readonly string[] = ["executed", "failed", "unknown", "lapsed", "denied", "expired", "cancelled"];

type Step =
  | {
      readonly do: "vote";
      readonly who: (typeof VOTERS)[number];
      readonly decision: "approve" | "deny";
      /** What was shown to them. */
      readonly revision: number;
    }
  | { readonly do: "edit"; readonly who: (typeof VOTERS)[number]; readonly revision: number }
  | { readonly do: "claim" | "expire early" | "time to decide passes" | "time to collect passes" | "withdraw" }
  /** Its holder is admitted to run it, and may be killed before or after that. */
  | { readonly do: "admit"; readonly attempt: number }
  | { readonly do: "lease ends" }
  | { readonly do: "give back" | "end"; readonly attempt: number; readonly event: ClaimEnd["event"] };

/** What should be so, kept by hand. */
interface Model {
  state: string;
  revision: number;
  attempt: number;
  /** On the present revision. */
  votes: Map<string, "approve" | "deny">;
  /** Attempts that were admitted: what they sent may have run. */
  admitted: Set<number>;
  /** Attempts that were found not to have been admitted in time: they never may be. */
  voided: Set<number>;
  moves: number;
}

/** The reference: what one step makes of the model. Written without the state machine under test. */
function foresee(model: Model, step: Step): void {
  const before = model.state;
  const mayVote = "who" in step && before === "pending" && step.who !== "cy";
  if (step.do === "edit" && mayVote && step.revision === model.revision) {
    model.revision += 1;
    model.votes = new Map([[step.who, "approve"]]);
  }
  const isShown = step.do === "vote" && (step.decision === "deny" || step.revision === model.revision);
  if (step.do === "vote" && mayVote && isShown && !model.votes.has(step.who)) {
    model.votes.set(step.who, step.decision);
    const approvals = [...model.votes.values()].filter((decision) => decision === "approve").length;
    if (step.decision === "deny") model.state = "denied";
    else if (approvals >= QUORUM) model.state = "approved";
  }
  if (step.do === "admit" && before === "executing" && step.attempt === model.attempt) model.admitted.add(step.attempt);
  if (step.do === "lease ends" && before === "executing" && !model.admitted.has(model.attempt)) {
    model.state = "approved";
    model.voided.add(model.attempt);
  }
  if (step.do === "claim" && before === "approved") {
    model.state = "executing";
    model.attempt += 1;
  }
  if (step.do === "time to decide passes" && before === "pending") model.state = "expired";
  if (step.do === "time to collect passes" && before === "approved") model.state = "lapsed";
  if (step.do === "withdraw" && (before === "pending" || before === "approved")) model.state = "cancelled";
  if (before === "executing" && "attempt" in step && step.attempt === model.attempt) {
    if (step.do === "give back") model.state = "approved";
    if (step.do === "end") model.state = { succeed: "executed", fail: "failed", lose: "unknown" }[step.event];
  }
  if (model.state !== before) model.moves += 1;
}

const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("vote" as const),
      who: fc.constantFrom(...VOTERS),
      decision: fc.constantFrom("approve" as const, "approve" as const, "approve" as const, "deny" as const),
      revision: fc.constantFrom(1, 1, 1, 2),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("edit" as const),
      who: fc.constantFrom(...VOTERS),
      revision: fc.constantFrom(1, 1, 2),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ do: "claim" as const }) },
  { weight: 2, arbitrary: fc.constant({ do: "lease ends" as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("admit" as const), attempt: fc.integer({ min: 1, max: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "expire early" as const,
        "time to decide passes" as const,
        "time to collect passes" as const,
        "withdraw" as const,
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom("give back" as const, "end" as const),
      attempt: fc.integer({ min: 1, max: 3 }),
      event: fc.constantFrom("succeed" as const, "fail" as const, "lose" as const),
    }),
  },
);

/** A history of steps in which each may come twice, as messages do. */
const historyArbitrary = fc.array(fc.record({ step: stepArbitrary, twice: fc.boolean() }), {
  minLength: 3,
  maxLength: 14,
});

describe("any history of an approval", () => {
  let stores: TestStores;
  let redis: TestRedis;
  let admission: Admission;
  let org: TestOrganization;
  let calls = 0;

  beforeAll(async () => {
    [stores, redis] = await Promise.all([openStores(), startRedis({ appendonly: false })]);
    org = await makeOrganization(stores);
    await publishText(stores, org, POLICY);
    admission = createAdmission({ redisUrl: redis.url, shards: 1 });
    await admission.ready(5_000);
    await admission.openOrganization({ org: org.id, shard: 0, version: 1, kills: [], counters: [] });
  }, 60_000);
  afterAll(async () => {
    await admission?.close();
    await Promise.all([stores?.close(), redis?.close()]);
  }, 60_000);

  /** What the holder of a claim is told who asks to run it: now, or after having been thought gone. */
  async function admit(approvalId: string, attempt: number): Promise<string> {
    const call = { callId: `${approvalId}.${attempt}`, killKeys: [org.id], limits: [], leaseMs: 60_000 };
    const verdict = await admission.admit({
      ...{ org: org.id, shard: 0, snapshotVersion: 1, unknownRecord: "{}", ...call },
      permit: { approvalId, attempt },
    });
    return verdict.kind;
  }

  async function take(approvalId: string, step: Step): Promise<void> {
    const deps = { db: stores.db };
    const target = { organizationId: org.id, approvalId };
    switch (step.do) {
      case "vote":
        await decideApproval(deps, {
          ...target,
          userId: org.members[step.who].userId,
          decision: step.decision,
          revision: step.revision,
          reason: null,
          channel: "web",
        });
        return;
      case "edit":
        await editApproval(deps, {
          ...target,
          userId: org.members[step.who].userId,
          revision: step.revision,
          arguments: { to: `edit${step.revision}@acme.io` },
          channel: "web",
        });
        return;
      case "admit":
        return;
      case "lease ends":
        await setTimes(stores, approvalId, { leaseInMs: -1 });
        await recoverClaims({ db: stores.worker, admission }, 10);
        return;
      case "claim":
        await claimApproval(deps, { ...target, principal: principalOf(org), leaseMs: 60_000 });
        return;
      case "expire early":
        await expireApproval(deps, target);
        return;
      case "time to decide passes":
        await setTimes(stores, approvalId, { expiresInMs: -1 });
        await expireDueApprovals({ db: stores.worker }, 10);
        return;
      case "time to collect passes": {
        const now = await readApproval(deps, target);
        if (now?.state !== "approved") return;
        await setTimes(stores, approvalId, { permitInMs: -1 });
        await lapseApprovals({ db: stores.worker }, 10);
        return;
      }
      case "withdraw":
        await cancelApproval(deps, {
          ...target,
          reason: "withdrawn",
          actor: SYSTEM_ACTOR,
          principal: null,
          attempt: null,
        });
        return;
      case "give back":
        await giveBackApproval(deps, { ...target, attempt: step.attempt, reason: "nothing ran" });
        return;
      case "end":
        await stores.worker.system((scope) => endClaims(scope, [{ ...target, ...step, recordId: "rec_x" }]));
    }
  }

  async function historyOf(approvalId: string) {
    const approval = await readApproval({ db: stores.db }, { organizationId: org.id, approvalId });
    const moves = await stores.worker.system(
      ({ tx }) => tx.$queryRaw<{ state: string }[]>`
        SELECT payload->>'state' AS state FROM outbox
        WHERE topic = 'approval.changed' AND payload->>'approvalId' = ${approvalId} ORDER BY id`,
    );
    return { approval, moves: moves.map((move) => move.state) };
  }

  it(
    "P27 and P38: follows the reference step by step: quorum exact, one end, nothing after it, each move told once",
    async () => {
      await fc.assert(
        fc.asyncProperty(historyArbitrary, async (history) => {
          calls += 1;
          const rule = {
            ruleId: "r",
            by: ["role:admin", "role:owner"],
            quorum: QUORUM,
            denyQuorum: 1,
            distinct: false,
          };
          const requirement = requirementOf({ rules: [rule], allowEdit: true });
          const request = requestOf(org, `h${calls}@acme.io`, { requirement });
          const { approval } = await requestApproval({ db: stores.db }, request);
          const sets = { votes: new Map(), admitted: new Set<number>(), voided: new Set<number>() };
          const model: Model = { state: "pending", revision: 1, attempt: 0, moves: 0, ...sets };
          let ends = 0;
          for (const { step, twice } of history) {
            for (let time = 0; time < (twice ? 2 : 1); time += 1) {
              const before = model.state;
              // Who was admitted has sent the call, and gives nothing back.
              if (step.do === "give back" && model.admitted.has(step.attempt)) continue;
              foresee(model, step);
              await take(approval.id, step);
              if (step.do === "admit" && (model.admitted.has(step.attempt) || model.voided.has(step.attempt))) {
                const told = await admit(approval.id, step.attempt);
                expect(told).toBe(model.admitted.has(step.attempt) ? "OK" : "PERMIT_VOID");
              }
              const now = await readApproval({ db: stores.db }, { organizationId: org.id, approvalId: approval.id });
              expect(now).toMatchObject({ state: model.state, revision: model.revision, attempt: model.attempt });
              expect(model.admitted.size).toBeLessThanOrEqual(1);
              if (model.state !== before && step.do === "end") ends += 1;
            }
          }
          const after = await historyOf(approval.id);
          // The end by a record is told by the writer, which stands outside this test.
          expect(after.moves).toHaveLength(model.moves - ends);
          expect(after.moves.filter((state) => TERMINAL.includes(state)).length + ends).toBe(
            TERMINAL.includes(model.state) ? 1 : 0,
          );
          const present = after.approval?.votes.filter(({ revision }) => revision === model.revision);
          expect(present?.length).toBe(model.votes.size);
        }),
        { numRuns: HISTORIES, endOnFailure: true },
      );
    },
    HISTORIES * 2_000,
  );
});
