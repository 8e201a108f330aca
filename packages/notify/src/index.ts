export type { Mail } from "./mail.ts";
export { createMailer, type Mailer, type MailerOptions } from "./mailer.ts";
