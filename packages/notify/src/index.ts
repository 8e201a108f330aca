export { cut, type ReadableArgument, readableArguments, visible } from "./approval/readable-arguments.ts";
export type { Mail } from "./mail.ts";
export { type MailTrouble, mailTrouble } from "./mail-trouble.ts";
export { createMailer, type Mailer, type MailerOptions } from "./mailer.ts";
export { type ApprovalMailInput, approvalMail } from "./templates/approval-mail.ts";
export { type HeadMailInput, headMail } from "./templates/head-mail.ts";
export { type InvitationMailInput, invitationMail } from "./templates/invitation-mail.ts";
export { type LinkMailInput, passwordMail, signInMail, signUpMail } from "./templates/link-mails.ts";
