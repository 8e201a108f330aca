export type { Mail } from "./mail.ts";
export { createMailer, type Mailer, type MailerOptions } from "./mailer.ts";
export { type HeadMailInput, headMail } from "./templates/head-mail.ts";
export { type InvitationMailInput, invitationMail } from "./templates/invitation-mail.ts";
export { type LinkMailInput, passwordMail, signInMail, signUpMail } from "./templates/link-mails.ts";
