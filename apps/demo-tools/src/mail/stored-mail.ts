import { randomBytes } from "node:crypto";
import type { AddressObject, ParsedMail } from "mailparser";
import { simpleParser } from "mailparser";
import { z } from "zod";

/** A delivered mail as the mail page reads it. */
export interface StoredMail {
  readonly id: string;
  readonly messageId: string | null;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  /** Envelope recipients that no header names. */
  readonly bcc: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  /** RFC 3339, UTC. */
  readonly receivedAt: string;
}

/** What SMTP said outside the message. */
const envelopeSchema = z.object({ from: z.string(), to: z.array(z.string()), receivedAt: z.iso.datetime() });
export type MailEnvelope = z.infer<typeof envelopeSchema>;

const ENVELOPE_HEADER = "X-Demo-Sink-Envelope: ";

/** An id that sorts by time of arrival; `sequence` orders arrivals of one millisecond. */
export function mailId(receivedAtMs: number, sequence: number): string {
  const time = String(receivedAtMs).padStart(14, "0");
  return `mail-${time}-${String(sequence % 1_000_000).padStart(6, "0")}-${randomBytes(4).toString("hex")}`;
}

/** The file's content: the message as received, under one header line of ours that keeps the envelope. */
export function withEnvelope(message: Buffer, envelope: MailEnvelope): Buffer {
  const encoded = Buffer.from(JSON.stringify(envelope)).toString("base64url");
  return Buffer.concat([Buffer.from(`${ENVELOPE_HEADER}${encoded}\r\n`), message]);
}

/** Reads a file written by {@link withEnvelope}; null if it is not one. */
export async function readStoredMail(id: string, file: Buffer): Promise<StoredMail | null> {
  const lineEnd = file.indexOf("\r\n");
  const firstLine = lineEnd === -1 ? "" : file.subarray(0, lineEnd).toString("latin1");
  if (!firstLine.startsWith(ENVELOPE_HEADER)) return null;
  const envelope = decodeEnvelope(firstLine.slice(ENVELOPE_HEADER.length));
  if (envelope === null) return null;
  return storedMail(id, await simpleParser(file.subarray(lineEnd + 2), { skipTextToHtml: true }), envelope);
}

function decodeEnvelope(encoded: string): MailEnvelope | null {
  try {
    const parsed = envelopeSchema.safeParse(JSON.parse(Buffer.from(encoded, "base64url").toString("utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

function storedMail(id: string, parsed: ParsedMail, envelope: MailEnvelope): StoredMail {
  const to = addresses(parsed.to);
  const cc = addresses(parsed.cc);
  const named = new Set([...to, ...cc].map((address) => address.toLowerCase()));
  return {
    id,
    messageId: parsed.messageId ?? null,
    from: parsed.from?.text ?? envelope.from,
    to,
    cc,
    bcc: envelope.to.filter((address) => !named.has(address.toLowerCase())),
    subject: parsed.subject ?? "",
    text: parsed.text ?? "",
    html: parsed.html || null,
    receivedAt: envelope.receivedAt,
  };
}

function addresses(header: AddressObject | AddressObject[] | undefined): string[] {
  const objects = header === undefined ? [] : Array.isArray(header) ? header : [header];
  return objects.flatMap((object) =>
    object.value.flatMap((entry) => {
      // A group ("Team: a@x, b@x;") carries its members inside.
      const members = entry.group ?? [entry];
      return members.flatMap((member) => (member.address ? [member.address] : []));
    }),
  );
}
