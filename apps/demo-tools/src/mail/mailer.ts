import { createTransport } from "nodemailer";

/** One mail to send; an empty list means nobody. */
export interface OutgoingMail {
  readonly to: string | readonly string[];
  readonly cc: string | readonly string[];
  readonly bcc: string | readonly string[];
  readonly subject: string;
  readonly body: string;
}

export type Delivery =
  | { readonly kind: "sent"; readonly messageId: string; readonly accepted: string[]; readonly rejected: string[] }
  | { readonly kind: "failed"; readonly reason: string };

export interface Mailer {
  /** Hands the mail to the mail server; a refusal or an unreachable server is a value, not a throw. */
  send(mail: OutgoingMail): Promise<Delivery>;
  close(): void;
}

const SENDER = "Acme Robotics agents <agents@acme.test>";
const TIMEOUT_MS = 10_000;

/** Delivers by SMTP to `smtpUrl`, one connection per mail. */
export function createMailer(smtpUrl: string): Mailer {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // The text comes from an agent: it must never make this process read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async ({ to, cc, bcc, subject, body }) => {
      try {
        const info = await transport.sendMail({
          from: SENDER,
          to: addressList(to),
          cc: addressList(cc),
          bcc: addressList(bcc),
          subject,
          text: body,
        });
        return {
          kind: "sent",
          messageId: info.messageId,
          accepted: info.accepted.map(addressText),
          rejected: info.rejected.map(addressText),
        };
      } catch (error) {
        return { kind: "failed", reason: error instanceof Error ? error.message : "the mail server gave no reason" };
      }
    },
    close: () => transport.close(),
  };
}

function addressList(value: string | readonly string[]): string[] {
  return typeof value === "string" ? [value] : [...value];
}

function addressText(value: string | { address: string }): string {
  return typeof value === "string" ? value : value.address;
}
