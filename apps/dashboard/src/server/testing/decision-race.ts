import { cancelApproval, claimApproval, expireApproval } from "@countersign/usecases";
import { expect, vi } from "vitest";
import { CHANNELS, type ChannelVote, DECIDERS, type FourChannels, type Told } from "./four-channels.ts";
import { askApproval } from "./test-approval.ts";
import type { TestDashboard, TestOrganization } from "./test-organization.ts";

const VOTES = 50;
/** So long after the votes were sent an approval expires, in the rounds in which it does. */
const EXPIRES_MS = 20;
const LEASE_MS = 3_600_000;

/** Goes each way once, so that the first race isn't slowed by everything that is done for the first time. */
export async function warmUp(
  dashboard: TestDashboard,
  organization: TestOrganization,
  channels: FourChannels,
): Promise<void> {
  const by = DECIDERS.map((role) => `role:${role}`);
  for (const channel of CHANNELS) {
    const approvalId = await askApproval(dashboard, organization, { to: `${channel}@acme.io`, by, emailLinks: by });
    const links = await channels.links(approvalId);
    const told = await channels.vote(approvalId, { who: "owner", channel, decision: "deny" }, links);
    expect(told.detail).toBeNull();
  }
}

interface Round {
  readonly channels: FourChannels;
  readonly round: number;
}

/** Has fifty decide an approval at once, some rounds with its end by the clock or the agent among them. Returns its id. */
export async function race(
  dashboard: TestDashboard,
  organization: TestOrganization,
  { channels, round }: Round,
): Promise<string> {
  const by = DECIDERS.map((role) => `role:${role}`);
  const approvalId = await askApproval(dashboard, organization, { to: `${round}@acme.io`, by, emailLinks: by });
  const links = await channels.links(approvalId);
  const heard = channels.slack.ephemerals().length;
  const votes = Array.from({ length: VOTES }, (_, index) => voteOf(index, round));
  const others = meanwhile(dashboard, organization, approvalId);
  if (round % 4 === 3) await others.expireSoon();
  const [told] = await Promise.all([
    Promise.all(votes.map((vote) => channels.vote(approvalId, vote, links))),
    ...(round % 4 === 2 ? [others.withdraw(), others.withdraw()] : []),
    ...[0, 1].map(others.run),
  ]);
  // Whoever waits for the end has it: the decision, or the clock's.
  await vi.waitFor(async () => expect(await others.isDecided()).toBe(true), { timeout: 30_000, interval: 5 });
  const ran = await Promise.all([0, 1, 2].map(others.run));
  expect(ran.filter(Boolean).length).toBeLessThanOrEqual(1);
  const presses = told.filter(({ channel, decision }) => channel === "slack" && decision === "approve");
  const counted = await others.votes();
  expect(counted.length).toBeLessThanOrEqual(1);
  const isOwn = (one: ChannelVote) =>
    counted.some(({ who, decision }) => who === `${one.who} of ${organization.name}` && decision === one.decision);
  const answers = presses.filter((press) => !isOwn(press));
  await vi.waitFor(() => expect(channels.slack.ephemerals().length).toBe(heard + answers.length), {
    timeout: 30_000,
    interval: 5,
  });
  const shown = channels.slack.ephemerals().slice(heard);
  const decided = counted[0] && `${counted[0].decision === "deny" ? "denied" : "approved"} by ${counted[0].who}`;
  const why = decided ?? /This approval is (?:expired|cancelled)/;
  for (const { text } of shown) expect(text).toMatch(why);
  for (const one of told) expectTold(one, { isOwn: isOwn(one), why });
  return approvalId;
}

function expectTold(told: Told, { isOwn, why }: { readonly isOwn: boolean; readonly why: string | RegExp }): void {
  const isPress = told.channel === "slack" && told.decision === "approve";
  if (told.channel === "email" && told.code !== null) {
    // Nothing proves who holds a link, so its holder isn't told who decided: they sign in to see.
    expect(told.code).toBe("auth.link.invalid");
  } else if (isOwn || isPress) {
    expect(told.code).toBeNull();
  } else {
    expect(told.detail).toMatch(why);
  }
}

/** Each person on each channel, approving and denying in turn; who comes first turns with the round. */
function voteOf(index: number, round: number): ChannelVote {
  const turned = index + round * 7;
  return {
    who: DECIDERS[Math.floor(turned / CHANNELS.length) % DECIDERS.length] ?? "owner",
    channel: CHANNELS[turned % CHANNELS.length] ?? "web",
    decision: Math.floor(turned / 3) % 2 === 0 ? "approve" : "deny",
  };
}

/** What happens to an approval beside people's votes, and what is seen of it. */
function meanwhile({ services, worker }: TestDashboard, organization: TestOrganization, approvalId: string) {
  const target = { organizationId: organization.id, approvalId };
  const principal = { agentId: organization.agentId, instanceId: null, instanceName: "outreach-7" };
  const actor = { kind: "system", id: organization.agentId, name: "outreach" } as const;
  return {
    expireSoon: () =>
      worker.system(
        ({ tx }) => tx.$executeRaw`
        UPDATE approvals SET "expiresAt" = clock_timestamp() + ${EXPIRES_MS} * interval '1 ms' WHERE id = ${approvalId}`,
      ),
    withdraw: () => cancelApproval(services, { ...target, principal, actor, reason: "withdrawn", attempt: null }),
    run: async () => (await claimApproval(services, { ...target, principal, leaseMs: LEASE_MS })).ok,
    isDecided: async () => {
      await expireApproval(services, target);
      const row = await worker.system(({ tx }) => tx.approval.findUniqueOrThrow({ where: { id: approvalId } }));
      return row.state !== "pending";
    },
    votes: () =>
      worker.system(
        ({ tx }) => tx.$queryRaw<{ who: string; decision: string }[]>`
        SELECT u.name AS who, v.decision FROM votes v JOIN users u ON u.id = v."userId" WHERE v."approvalId" = ${approvalId}`,
      ),
  };
}

/** The records of an approval are one decision or end, and one claim if it was let run. */
export async function expectOneDecisionEach(
  { worker }: TestDashboard,
  { id }: TestOrganization,
  approvalIds: readonly string[],
): Promise<void> {
  const ended = /^(?:approval\.(?:denied|expired|cancelled)|approval\.approved approval\.(?:claimed|cancelled))$/;
  const recorded = async () =>
    worker.system(
      ({ tx }) => tx.$queryRaw<{ approvalId: string; acts: string }[]>`
      SELECT "approvalId", string_agg(record->>'action', ' ' ORDER BY sequence) AS acts FROM audit_records
      WHERE "organizationId" = ${id} AND kind = 'approval' AND record->>'action' <> 'approval.requested'
      GROUP BY "approvalId"`,
    );
  await vi.waitFor(
    async () => {
      const acts = new Map((await recorded()).map((each) => [each.approvalId, each.acts]));
      for (const approvalId of approvalIds) expect(acts.get(approvalId)).toMatch(ended);
    },
    { timeout: 120_000, interval: 500 },
  );
}
