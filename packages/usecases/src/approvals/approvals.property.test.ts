import { type ClaimEnd, endClaims } from "@countersign/db";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cancelApproval } from "./cancel.ts";
import { claimApproval } from "./claim.ts";
import { decideApproval } from "./decide.ts";
import { expireApproval, expireDueApprovals } from "./expire.ts";
import { giveBackApproval } from "./give-back.ts";
import { lapseApprovals } from "./lapse.ts";
import { SYSTEM_ACTOR } from "./moves.ts";
import { readApproval } from "./read.ts";
import { requestApproval } from "./request.ts";
import {
  makeOrganization,
  openStores,
  principalOf,
  requestOf,
  requirementOf,
  setTimes,
  type TestOrganization,
  type TestStores,
} from "./test-organization.ts";

const QUORUM = 2;
const VOTERS = ["owner", "ana", "bo", "cy"] as const;
const TERMINAL: readonly string[] = ["executed", "failed", "unknown", "lapsed", "denied", "expired", "cancelled"];

type Step =
  | { readonly do: "vote"; readonly who: (typeof VOTERS)[number]; readonly decision: "approve" | "deny" }
  | { readonly do: "claim" | "expire early" | "time to decide passes" | "time to collect passes" | "withdraw" }
  | { readonly do: "give back" | "end"; readonly attempt: number; readonly event: ClaimEnd["event"] };

/** What should be so, kept by hand. */
interface Model {
  state: string;
  attempt: number;
  votes: Map<string, "approve" | "deny">;
  moves: number;
}

/** The reference: what one step makes of the model. Written without the state machine under test. */
function foresee(model: Model, step: Step): void {
  const before = model.state;
  if (step.do === "vote" && before === "pending" && step.who !== "cy" && !model.votes.has(step.who)) {
    model.votes.set(step.who, step.decision);
    const approvals = [...model.votes.values()].filter((decision) => decision === "approve").length;
    if (step.decision === "deny") model.state = "denied";
    else if (approvals >= QUORUM) model.state = "approved";
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
    }),
  },
  { weight: 4, arbitrary: fc.constant({ do: "claim" as const }) },
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
  let org: TestOrganization;
  let calls = 0;

  beforeAll(async () => {
    stores = await openStores();
    org = await makeOrganization(stores);
  }, 60_000);
  afterAll(async () => stores?.close(), 60_000);

  async function take(approvalId: string, step: Step): Promise<void> {
    const deps = { db: stores.db };
    const target = { organizationId: org.id, approvalId };
    switch (step.do) {
      case "vote":
        await decideApproval(deps, {
          ...target,
          userId: org.members[step.who].userId,
          decision: step.decision,
          reason: null,
          channel: "web",
        });
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

  it("follows the reference step by step: quorum exact, one end, nothing after it, each move told once", async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary, async (history) => {
        calls += 1;
        const rule = { ruleId: "r", by: ["role:admin", "role:owner"], quorum: QUORUM, denyQuorum: 1, distinct: false };
        const request = requestOf(org, `h${calls}@acme.io`, { requirement: requirementOf({ rules: [rule] }) });
        const { approval } = await requestApproval({ db: stores.db }, request);
        const model: Model = { state: "pending", attempt: 0, votes: new Map(), moves: 0 };
        let ends = 0;
        for (const { step, twice } of history) {
          for (let time = 0; time < (twice ? 2 : 1); time += 1) {
            const before = model.state;
            foresee(model, step);
            await take(approval.id, step);
            const now = await readApproval({ db: stores.db }, { organizationId: org.id, approvalId: approval.id });
            expect(now).toMatchObject({ state: model.state, attempt: model.attempt });
            if (model.state !== before && step.do === "end") ends += 1;
          }
        }
        const after = await historyOf(approval.id);
        // The end by a record is told by the writer, which stands outside this test.
        expect(after.moves).toHaveLength(model.moves - ends);
        expect(after.moves.filter((state) => TERMINAL.includes(state)).length + ends).toBe(
          TERMINAL.includes(model.state) ? 1 : 0,
        );
        expect(after.approval?.votes.length).toBe(model.votes.size);
      }),
      { numRuns: 60, endOnFailure: true },
    );
  }, 120_000);
});
