import { createAdmission } from "@countersign/admission";
import type { WorkerSettings } from "@countersign/contracts";
import { createWorkerDb, deriveRoleUrl } from "@countersign/db";
import { createEgress } from "@countersign/egress";
import { createMailer } from "@countersign/notify";
import { createQueue } from "@countersign/queue";
import type { Logger } from "@countersign/telemetry";
import type { DeliveryChannel } from "@countersign/usecases";
import { readMasterKey, Secret } from "@countersign/vault";
import { localCheckpointSigner } from "@countersign/vault/audit";
import { createEmailChannel } from "./channels/email-channel.ts";
import { createPushChannel } from "./channels/push-channel.ts";
import { createSlackChannel } from "./channels/slack-channel.ts";
import { createWebhookChannel } from "./channels/webhook-channel.ts";
import type { WorkerDeps } from "./deps.ts";
import { startHealthServer } from "./health.ts";
import { startApprovalSweeper } from "./jobs/approval-expiry.ts";
import { startCheckpointSinks } from "./jobs/checkpoint-sinks.ts";
import { startCheckpoints } from "./jobs/checkpoints.ts";
import { startClaimRecovery } from "./jobs/claim-recovery.ts";
import { startConnectionChecks } from "./jobs/connection-checks.ts";
import { startDeliverySender } from "./jobs/delivery-sender.ts";
import { startErasures } from "./jobs/erasures.ts";
import { startHeadMails } from "./jobs/head-mails.ts";
import { startHousekeeping } from "./jobs/housekeeping.ts";
import { startLeaseReaper } from "./jobs/lease-reaper.ts";
import { startMailSender } from "./jobs/mail-sender.ts";
import { startOutboxRelay } from "./jobs/outbox-relay.ts";
import { startQueueJobs } from "./jobs/queue-jobs.ts";
import { startReadyCalls } from "./jobs/ready-calls.ts";
import { startRecordWriter } from "./jobs/record-writer.ts";
import { startSlackChannels } from "./jobs/slack-channels.ts";
import { startSlackTokenEnds } from "./jobs/slack-token-ends.ts";
import type { Loop } from "./loop.ts";
import { checkpointSinks } from "./sinks/checkpoint-sinks.ts";
import { SinkLags } from "./sinks/sink-lags.ts";
import { createSlackRoute, type SlackRoute } from "./slack/slack-app.ts";
import { startSlackSocket } from "./slack/slack-socket.ts";
import { slackTokenOf } from "./slack/slack-token.ts";

export interface RunningWorker {
  /** Where `/healthz` and `/readyz` answer. */
  readonly port: number;
  /** Finishes what is in hand and closes in order. */
  stop(): Promise<void>;
}

/** Jobs stand on one shard's node of a cluster. */
const QUEUE_PREFIX = "{s00}";
const SPARE_CONNECTIONS = 6;

/** Builds and starts a worker. Throws Error when the settings name no database, or the port is taken. */
export async function startWorker(settings: WorkerSettings, logger: Logger): Promise<RunningWorker> {
  const { REDIS_URL: redisUrl, SHARDS: shards } = settings;
  const databaseUrl = workerDatabaseUrl(settings);
  const db = createWorkerDb({ url: databaseUrl, poolSize: Math.min(shards, 10) + SPARE_CONNECTIONS });
  const admission = createAdmission({ redisUrl, shards, logger });
  const place = { redisUrl, prefix: QUEUE_PREFIX, logger };
  const queue = createQueue(place);
  const announce: WorkerDeps["announce"] = async (where, message) => {
    await admission.publishLive(where, JSON.stringify(message));
  };
  const egress = createEgress({
    allow: cidrs(settings.COUNTERSIGN_EGRESS_ALLOW),
    own: [settings.PUBLIC_DASHBOARD_URL, settings.PUBLIC_GATEWAY_URL],
  });
  const masterKey = readMasterKey(settings.COUNTERSIGN_MASTER_KEY);
  const sinks = checkpointSinks(settings, egress);
  const signer = localCheckpointSigner(masterKey);
  const stores = { db, databaseUrl, admission, queue };
  const mostAnnounced = settings.COUNTERSIGN_ANNOUNCED_PER_AGENT;
  const deps: WorkerDeps = { ...stores, mostAnnounced, egress, masterKey, signer, logger, shards, sinks, announce };
  const loops: Loop[] = [];
  const lags = new SinkLags();
  const health = await startHealthServer({
    host: settings.HOST,
    port: settings.PORT,
    loops: () => loops,
    lags: () => lags.list(performance.now()),
    route: slackRoute(deps, settings),
  });
  const writers = Array.from({ length: shards }, (_, shard) => startRecordWriter(deps, shard));
  const sweeps = [
    startHousekeeping(deps),
    startErasures(deps),
    startOutboxRelay(deps),
    startApprovalSweeper(deps),
    startLeaseReaper(deps),
    startClaimRecovery(deps),
    startReadyCalls(deps),
    startConnectionChecks(deps),
    startCheckpoints(deps),
    startCheckpointSinks(deps, lags),
  ];
  sweeps.push(...startMessages(deps, settings));
  loops.push(...writers, ...sweeps);
  const jobs = startQueueJobs(deps, place);
  return {
    port: health.port,
    stop: async () => {
      // Whoever makes records stops first, so that the writers can bring in what they left.
      await Promise.all([jobs.close(), ...sweeps.map((loop) => loop.stop())]);
      await Promise.all(writers.map((loop) => loop.stop()));
      await queue.close();
      await admission.close();
      await db.close();
      await health.close();
    },
  };
}

/** Where requests of Slack come in; nowhere without the app's signing secret. */
function slackRoute(deps: WorkerDeps, settings: WorkerSettings): SlackRoute {
  const { SLACK_SIGNING_SECRET: secret, SLACK_API_URL: apiUrl, PUBLIC_DASHBOARD_URL: dashboardUrl } = settings;
  return secret ? createSlackRoute({ ...deps, dashboardUrl, apiUrl }, new Secret(secret)) : () => false;
}

/** Whoever tells people something outside the dashboard. */
function startMessages(deps: WorkerDeps, settings: WorkerSettings): Loop[] {
  const { SMTP_URL: smtpUrl, MAIL_FROM: from, PUBLIC_DASHBOARD_URL: dashboardUrl } = settings;
  const { SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl } = settings;
  const loops: Loop[] = [];
  const channels: DeliveryChannel[] = [
    createPushChannel(deps, { dashboardUrl }),
    createWebhookChannel(deps, { dashboardUrl, random: Math.random }),
  ];
  if (smtpUrl) {
    const mailer = createMailer({ smtpUrl, from });
    loops.push(startHeadMails(deps), startMailSender(deps, { mailer, masterKey: deps.masterKey, dashboardUrl }));
    channels.push(createEmailChannel(deps, { mailer, dashboardUrl }));
  }
  if (settings.SLACK_SIGNING_SECRET) {
    const tokenOf = slackTokenOf.bind(null, deps);
    const slack = { ...deps, dashboardUrl, apiUrl };
    channels.push(createSlackChannel({ tokenOf, dashboardUrl, apiUrl }));
    loops.push(startSlackChannels(slack), startSlackTokenEnds(slack));
    if (appToken) loops.push(startSlackSocket(slack, new Secret(appToken)));
  }
  return [...loops, ...channels.map((channel) => startDeliverySender(deps, channel))];
}

function cidrs(text: string): string[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

function workerDatabaseUrl(settings: WorkerSettings): string {
  if (settings.DATABASE_WORKER_URL) return settings.DATABASE_WORKER_URL;
  if (settings.DATABASE_URL) {
    return deriveRoleUrl(settings.DATABASE_URL, "countersign_worker", settings.COUNTERSIGN_MASTER_KEY);
  }
  throw new Error("Set DATABASE_WORKER_URL, or DATABASE_URL from which it is derived.");
}
