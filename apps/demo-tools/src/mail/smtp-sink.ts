import type { AddressInfo } from "node:net";
import type { SMTPServerDataStream, SMTPServerSession } from "smtp-server";
import { SMTPServer } from "smtp-server";
import type { MailStore } from "./mail-store.ts";

/** An SMTP server that accepts every mail and keeps it. */
export interface SmtpSink {
  readonly port: number;
  close(): Promise<void>;
}

const MAX_MAIL_BYTES = 5 * 1024 * 1024;

/** Listens on `host`; port 0 picks a free one. Rejects when the port is taken. */
export async function startSmtpSink(options: { host: string; port: number; store: MailStore }): Promise<SmtpSink> {
  const server = new SMTPServer({
    banner: "Demo mail sink",
    size: MAX_MAIL_BYTES,
    // Loopback only: no TLS to upgrade to, and any sign-in is as good as none.
    disabledCommands: ["STARTTLS"],
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 1_000,
    onAuth: (auth, _session, callback) => callback(null, { user: auth.username ?? "anyone" }),
    onData: (stream, session, callback) => {
      keep(options.store, stream, session).then(
        (problem) => callback(problem),
        (error: unknown) => callback(error instanceof Error ? error : new Error("The mail could not be stored.")),
      );
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  // A client that resets its connection is reported here; it ends that connection only.
  server.on("error", () => undefined);
  return {
    port: (server.server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function keep(store: MailStore, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Error | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    // An oversized mail is read to its end, as the protocol wants, but not kept.
    if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  }
  if (stream.sizeExceeded) {
    return Object.assign(new Error(`The mail is over ${MAX_MAIL_BYTES} bytes.`), { responseCode: 552 });
  }
  const { mailFrom, rcptTo } = session.envelope;
  await store.add(Buffer.concat(chunks), {
    from: mailFrom === false ? "" : mailFrom.address,
    to: rcptTo.map((recipient) => recipient.address),
    receivedAt: new Date().toISOString(),
  });
  return null;
}
