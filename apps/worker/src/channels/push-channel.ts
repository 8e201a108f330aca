import { createHash } from "node:crypto";
import { endPushSubscriptions, listPushSubscriptions, type PushSubscriptionRow } from "@countersign/db/channels";
import { pushApprovalMessage, pushFloodMessage } from "@countersign/notify";
import type { Delivered, DeliveryChannel, DeliveryJob } from "@countersign/usecases";
import { vapidKeys } from "@countersign/vault";
import webPush from "web-push";
import type { WorkerDeps } from "../deps.ts";
import { type NoAnswer, type PostAnswer, postOutside } from "../webhooks/post-once.ts";
import { askedCall, floodOf } from "./asked-call.ts";

export interface PushChannelOptions {
  /** Where links lead: `https://…` of the dashboard. */
  readonly dashboardUrl: string;
}

type PushDeps = Pick<WorkerDeps, "db" | "egress" | "masterKey">;

/** What a notification says, which is what the channel calls it: nothing is sent while it says the right thing. */
type Shown = "asks" | "over" | `${number} of ${number}`;

/** How long a push service keeps for a device that sleeps what is only good to know. */
const NEWS_S = 3_600;
/** What push services take at most. */
const LONGEST_S = 28 * 86_400;
const TOPIC_LENGTH = 32;
/** How often it is tried to say that nobody has to decide any more. */
const MOST_NEWS_TRIES = 10;

/**
 * Tells people of approvals on the devices they chose, by Web Push. Only the device can read a message. One whose push
 * service says that it is gone is told nothing any more.
 */
export function createPushChannel(deps: PushDeps, { dashboardUrl }: PushChannelOptions): DeliveryChannel {
  const vapid = vapidKeys(deps.masterKey);
  const subject = dashboardUrl.startsWith("https:") ? new URL(dashboardUrl).origin : "mailto:countersign@localhost";
  const rests = createRests();
  const post = async (request: ReturnType<typeof requestTo>): Promise<PostAnswer | NoAnswer> => {
    if (!request) return UNUSABLE;
    const { host } = new URL(request.url);
    const resting = rests.of(host);
    if (resting !== null) return resting;
    const answer = await postOutside(deps.egress, request);
    rests.note(host, answer);
    return answer;
  };
  return {
    channel: "push",
    async deliver(job): Promise<Delivered> {
      const shown = shownBy(job);
      if (job.externalId === shown) return { kind: "sent", externalId: shown };
      const tell = await devicesOf(deps, job);
      const requests = tell.map((device) =>
        requestTo(device, job, {
          dashboardUrl,
          subject,
          publicKey: vapid.publicKey,
          privateKey: vapid.privateKey.reveal(),
        }),
      );
      const answers = await Promise.all(requests.map(post));
      const gone = tell.filter((_, at) => isGone(answers[at]));
      await endDevices(deps, job, gone);
      return outcome(job, shown, answers);
    },
  };
}

function shownBy({ digest, approval }: DeliveryJob): Shown {
  if (digest) return `${digest.waiting} of ${digest.approvals}`;
  return approval.state === "pending" ? "asks" : "over";
}

interface Sender {
  readonly dashboardUrl: string;
  readonly subject: string;
  readonly publicKey: string;
  readonly privateKey: string;
}

/** The encrypted message and who sends it; null when the device's keys are none. */
function requestTo(device: PushSubscriptionRow, job: DeliveryJob, sender: Sender) {
  const { endpoint, p256dh, auth } = device;
  const { approval } = job;
  const { dashboardUrl, ...vapidDetails } = sender;
  const flood = floodOf(job, dashboardUrl);
  const message = flood
    ? pushFloodMessage(flood, job.id)
    : pushApprovalMessage({
        ...askedCall(job, dashboardUrl),
        approvalId: approval.id,
        state: approval.state,
        revision: approval.revision,
        decider: device.decides ? device.userId : null,
      });
  const leftS = Math.ceil((approval.expiresAtMs - Date.now()) / 1_000);
  try {
    const { headers, body } = webPush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      JSON.stringify(message),
      {
        vapidDetails,
        TTL: message.isAsking ? Math.min(Math.max(leftS, 0), LONGEST_S) : NEWS_S,
        urgency: message.isAsking ? "high" : "normal",
        // While a device sleeps, what is newer takes the place of what is older.
        topic: createHash("sha256").update(message.approvalId).digest("base64url").slice(0, TOPIC_LENGTH),
        contentEncoding: "aes128gcm",
      },
    );
    const plain = Object.entries(headers).map(([name, value]) => [name, String(value)]);
    return { url: endpoint, headers: Object.fromEntries(plain), body: body ?? Buffer.alloc(0) };
  } catch {
    // Keys that are no point of the curve; what the library says of them may repeat them.
    return null;
  }
}

/** How long a push service that is overloaded and doesn't say for how long is left alone, ms. */
const REST_MS = 5_000;
const LONGEST_REST_MS = 3_600_000;

/**
 * Which push services asked to be left alone, and until when: the devices of one service share its bounds, so what one
 * was refused holds for all.
 */
function createRests() {
  const until = new Map<string, PostAnswer & { readonly atMs: number }>();
  return {
    of(host: string): PostAnswer | null {
      const rest = until.get(host);
      const leftMs = (rest?.atMs ?? 0) - Date.now();
      if (rest && leftMs > 0) return { kind: "answered", status: rest.status, retryAfterMs: leftMs };
      return null;
    },
    note(host: string, answer: PostAnswer | NoAnswer): void {
      if (answer.kind === "none" || !(answer.status === 429 || answer.status >= 500)) return;
      const now = Date.now();
      for (const [name, { atMs }] of until) if (atMs <= now) until.delete(name);
      until.set(host, { ...answer, atMs: now + Math.min(answer.retryAfterMs ?? REST_MS, LONGEST_REST_MS) });
    },
  };
}

const UNUSABLE: NoAnswer = { kind: "none", problem: "the device's keys can't be used", isFinal: true };

function isGone(answer: PostAnswer | NoAnswer | undefined): boolean {
  if (answer?.kind === "answered") return answer.status === 404 || answer.status === 410;
  return answer?.isFinal === true;
}

function outcome(job: DeliveryJob, shown: Shown, answers: readonly (PostAnswer | NoAnswer)[]): Delivered {
  const isTaken = answers.some((answer) => answer.kind === "answered" && answer.status < 300);
  const rest = answers.filter((answer) => !isGone(answer));
  const [first] = rest;
  // Where nothing asks any more, nothing has to be said.
  if (isTaken || (!first && job.externalId !== null)) return { kind: "sent", externalId: shown };
  if (!first) return { kind: "refused", problem: "no device takes notifications any more" };
  const problem = first.kind === "none" ? first.problem : `the push service answered ${first.status}`;
  // It takes none of ours, such as after the master key has changed: the person has to sign the device up again.
  const isRefused = rest.every((answer) => answer.kind === "answered" && answer.status < 500 && answer.status !== 429);
  if (isRefused || (shown === "over" && job.attempts > MOST_NEWS_TRIES)) return { kind: "refused", problem };
  const afterMs = first.kind === "none" ? null : first.retryAfterMs;
  return { kind: "later", problem, ...(afterMs !== null && { afterMs }) };
}

function devicesOf({ db }: PushDeps, { organization, target }: DeliveryJob): Promise<PushSubscriptionRow[]> {
  return db.tenant(organization.id, (scope) => listPushSubscriptions(scope, [target]));
}

async function endDevices(
  { db }: PushDeps,
  { organization, target }: DeliveryJob,
  gone: readonly PushSubscriptionRow[],
): Promise<void> {
  if (gone.length === 0) return;
  const ids = gone.map(({ id }) => id);
  await db.tenant(organization.id, (scope) => endPushSubscriptions(scope, { userId: target, ids }));
}
