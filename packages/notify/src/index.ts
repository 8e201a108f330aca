export type { AskedCall } from "./approval/asked-call.ts";
export type { Flood } from "./approval/flood.ts";
export { cut, type ReadableArgument, readableArguments, visible } from "./approval/readable-arguments.ts";
export type { Mail } from "./mail.ts";
export { type MailTrouble, mailTrouble } from "./mail-trouble.ts";
export { createMailer, type Mailer, type MailerOptions } from "./mailer.ts";
export {
  type PushApprovalInput,
  type PushMessage,
  pushApprovalMessage,
  pushFloodMessage,
} from "./push/approval-push.ts";
export {
  type SlackApprovalInput,
  type SlackMessage,
  slackApprovalMessage,
  slackShowsWhole,
} from "./slack/approval-message.ts";
export type { SlackBlock } from "./slack/blocks.ts";
export { slackChangeForm, slackControls } from "./slack/change-form.ts";
export { type SlackForm, slackDenyForm } from "./slack/decision-forms.ts";
export { slackFloodMessage } from "./slack/flood-message.ts";
export { type GrantFormInput, slackGrantForm } from "./slack/grant-form.ts";
export { MOST_IN_HOME, slackHome, type WaitingCall } from "./slack/home.ts";
export { type ApprovalMailInput, approvalMail, type DecidedMailInput, decidedMail } from "./templates/approval-mail.ts";
export { type FloodMailInput, floodMail } from "./templates/flood-mail.ts";
export { type HeadMailInput, headMail } from "./templates/head-mail.ts";
export { type InvitationMailInput, invitationMail } from "./templates/invitation-mail.ts";
export { type LinkMailInput, passwordMail, signInMail, signUpMail } from "./templates/link-mails.ts";
