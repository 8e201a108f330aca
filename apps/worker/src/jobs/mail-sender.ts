import { type DueInvitation, postponeInvitation, setInvitationSent, takeInvitations } from "@countersign/db";
import { type DueHeadMail, postponeHeadMail, setHeadMailSent, takeHeadMails } from "@countersign/db/audit";
import { type DueEmailLink, postponeEmailLink, setEmailLinkSent, takeEmailLinks } from "@countersign/db/channels";
import {
  headMail,
  invitationMail,
  type Mail,
  type Mailer,
  mailTrouble,
  passwordMail,
  signInMail,
  signUpMail,
} from "@countersign/notify";
import { delayMs, invitationTokens, keyOfHead, LINK_LIFETIME_MS, listAuditKeys } from "@countersign/usecases";
import { linkToken, type Secret } from "@countersign/vault";
import type { WorkerDeps } from "../deps.ts";
import { type Loop, startLoop } from "../loop.ts";

const AT_ONCE = 20;
const EVERY_MS = 400;
/** Longer than a server may take; if this process dies meanwhile, another one tries again after it. */
const HOLD_MS = 60_000;
const FIRST_WAIT_TRIES = 3;

export interface MailSenderOptions {
  readonly mailer: Mailer;
  readonly masterKey: Secret;
  /** Where links lead: `https://…` of the dashboard. */
  readonly dashboardUrl: string;
}

/** Mails what rows of Postgres wait for: links and invitations. At least once each; what fails is tried later and later. */
export function startMailSender(deps: WorkerDeps, options: MailSenderOptions): Loop {
  return startLoop({ name: "mail-sender", everyMs: EVERY_MS, logger: deps.logger }, () => sendMails(deps, options));
}

/** Does one round; true when there is more. Postgres is the truth of what was sent. */
export async function sendMails(deps: WorkerDeps, options: MailSenderOptions): Promise<boolean> {
  const links = await deps.db.system((scope) => takeEmailLinks(scope, AT_ONCE, HOLD_MS));
  const invitations = await deps.db.system((scope) => takeInvitations(scope, AT_ONCE, HOLD_MS));
  const heads = await deps.db.system((scope) => takeHeadMails(scope, AT_ONCE, HOLD_MS));
  await Promise.all([
    ...heads.map(async (head) => send(deps, options, await headJob(deps, options, head))),
    ...links.map((link) => send(deps, options, linkJob(options, link))),
    ...invitations.map((invitation) => send(deps, options, invitationJob(options, invitation))),
  ]);
  return [links, invitations, heads].some((taken) => taken.length === AT_ONCE);
}

interface MailJob {
  readonly id: string;
  readonly attempts: number;
  readonly mail: Mail;
  readonly done: typeof setEmailLinkSent;
  readonly putOff: typeof postponeEmailLink;
}

function linkJob({ masterKey, dashboardUrl }: MailSenderOptions, link: DueEmailLink): MailJob {
  const token = linkToken(masterKey, "email-link", link.id).reveal();
  const url = new URL(`/link/${token}`, dashboardUrl).toString();
  const input = { to: link.email, url, minutes: LINK_LIFETIME_MS / 60_000 };
  const templates = { sign_in: signInMail, sign_up: signUpMail, password: passwordMail };
  const mail = templates[link.purpose](input);
  return { id: link.id, attempts: link.attempts, mail, done: setEmailLinkSent, putOff: postponeEmailLink };
}

function invitationJob({ masterKey, dashboardUrl }: MailSenderOptions, invitation: DueInvitation): MailJob {
  const { id, email, organizationTitle, invitedByName, role, expiresAt, attempts } = invitation;
  const token = invitationTokens({ masterKey }, id).mailed.reveal();
  const url = new URL(`/invite/${token}`, dashboardUrl).toString();
  const mail = invitationMail({ to: email, url, organizationTitle, invitedByName, role, expiresAt });
  return { id, attempts, mail, done: setInvitationSent, putOff: postponeInvitation };
}

async function headJob(deps: WorkerDeps, { dashboardUrl }: MailSenderOptions, due: DueHeadMail): Promise<MailJob> {
  const { id, email, organizationId, organizationName, organizationTitle, day, size, note, attempts } = due;
  const { publicKey } = keyOfHead(await listAuditKeys(deps, organizationId), Number(size));
  const url = new URL(`/o/${organizationName}/audit`, dashboardUrl).toString();
  const mail = headMail({ to: email, organizationTitle, day, size: Number(size), note, publicKey, url });
  return { id, attempts, mail, done: setHeadMailSent, putOff: postponeHeadMail };
}

async function send({ db, logger }: WorkerDeps, { mailer }: MailSenderOptions, job: MailJob): Promise<void> {
  const { id, attempts } = job;
  try {
    await mailer.send(job.mail);
  } catch (error) {
    // The id alone: an address or a link has no place in a log.
    logger.warn({ mailOf: id, attempts, problem: mailTrouble(error).problem }, "a mail must wait");
    await db.system((scope) => job.putOff(scope, id, delayMs(attempts + FIRST_WAIT_TRIES, Math.random())));
    return;
  }
  await db.system((scope) => job.done(scope, id));
}
