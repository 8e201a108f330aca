import type { AddressInfo } from "node:net";
import { simpleParser } from "mailparser";
import type { SMTPServerDataStream, SMTPServerSession } from "smtp-server";
import { SMTPServer } from "smtp-server";

/** A mail as it arrived. */
export interface SinkMail {
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
  readonly messageId: string | null;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  /** The message itself, headers and body. */
  readonly raw: string;
}

export interface SmtpSink {
  /** `smtp://127.0.0.1:port`, to be given as SMTP_URL. */
  readonly url: string;
  /** In order of arrival; every delivery counts, repeated ones too. */
  mails(): readonly SinkMail[];
  /** Resolves with all mails as soon as there are that many. */
  waitForMails(count: number): Promise<readonly SinkMail[]>;
  /** Refuses the next mail with this answer, 451 if left out; it is not kept. */
  refuseNext(responseCode?: number): void;
  close(): Promise<void>;
}

/** A real SMTP server in this process on a free port of loopback; mails stay in memory. */
export async function startSmtpSink(): Promise<SmtpSink> {
  const mails: SinkMail[] = [];
  const refusals: number[] = [];
  const waiting = new Set<() => void>();
  const receive = async (stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Error | null> => {
    const raw = await readAll(stream);
    const refusal = refusals.shift();
    if (refusal !== undefined) return Object.assign(new Error("Refused by the test"), { responseCode: refusal });
    mails.push(await sinkMail(raw, session));
    for (const check of waiting) check();
    return null;
  };
  const server = new SMTPServer({
    disabledCommands: ["STARTTLS"],
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    closeTimeout: 200,
    onAuth: (auth, _session, callback) => callback(null, { user: auth.username ?? "anyone" }),
    onData: (stream, session, callback) => {
      receive(stream, session).then(callback, (error: unknown) =>
        callback(error instanceof Error ? error : new Error("The sink failed.")),
      );
    },
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  server.on("error", () => undefined);
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails: () => [...mails],
    waitForMails: (count) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (mails.length < count) return;
          waiting.delete(check);
          resolve([...mails]);
        };
        waiting.add(check);
        check();
      }),
    refuseNext: (responseCode = 451) => {
      refusals.push(responseCode);
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function readAll(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function sinkMail(raw: Buffer, session: SMTPServerSession): Promise<SinkMail> {
  const parsed = await simpleParser(raw, { skipTextToHtml: true });
  const { mailFrom, rcptTo } = session.envelope;
  return {
    envelope: {
      from: mailFrom === false ? "" : mailFrom.address,
      to: rcptTo.map((recipient) => recipient.address),
    },
    messageId: parsed.messageId ?? null,
    subject: parsed.subject ?? "",
    text: parsed.text ?? "",
    html: parsed.html || null,
    raw: raw.toString("utf8"),
  };
}
