import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { MailEnvelope, StoredMail } from "./stored-mail.ts";
import { mailId, readStoredMail, withEnvelope } from "./stored-mail.ts";

/** The delivered mails, kept as .eml files; the newest {@link MAX_MAILS} survive, restarts included. */
export interface MailStore {
  /** Stores one delivery; when this resolves the file is written. Throws if the disk refuses. */
  add(message: Buffer, envelope: MailEnvelope): Promise<StoredMail>;
  /** Newest first. */
  list(limit: number): readonly StoredMail[];
  get(id: string): StoredMail | null;
  clear(): Promise<void>;
}

export const MAX_MAILS = 500;
const MAX_TOTAL_BYTES = 64 * 1024 * 1024;
const SUFFIX = ".eml";

interface Entry {
  readonly mail: StoredMail;
  readonly bytes: number;
}

/** Opens the folder (made if absent) and reads what an earlier process left there. */
export async function openMailStore(directory: string): Promise<MailStore> {
  await mkdir(directory, { recursive: true });
  const entries = await readEntries(directory);
  let sequence = 0;
  // One change of folder and list at a time, so that both always agree.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };

  const add = async (message: Buffer, envelope: MailEnvelope): Promise<StoredMail> => {
    sequence += 1;
    const id = mailId(Date.parse(envelope.receivedAt), sequence);
    const file = withEnvelope(message, envelope);
    const mail = await readStoredMail(id, file);
    if (mail === null) throw new Error("A mail just written can't be read back.");
    // Written beside and renamed: a crash never leaves half a mail under its final name.
    const path = join(directory, `${id}${SUFFIX}`);
    await writeFile(`${path}.part`, file);
    await rename(`${path}.part`, path);
    entries.push({ mail, bytes: file.length });
    for (const old of takeExcess(entries)) await rm(join(directory, `${old.mail.id}${SUFFIX}`), { force: true });
    return mail;
  };

  return {
    add: (message, envelope) => inTurn(() => add(message, envelope)),
    list: (limit) =>
      entries
        .slice(-limit)
        .reverse()
        .map((entry) => entry.mail),
    get: (id) => entries.find((entry) => entry.mail.id === id)?.mail ?? null,
    clear: () =>
      inTurn(async () => {
        const removed = entries.splice(0);
        for (const entry of removed) await rm(join(directory, `${entry.mail.id}${SUFFIX}`), { force: true });
      }),
  };
}

/** Takes the oldest entries out of the list until it is within its bounds, and returns them. */
function takeExcess(entries: Entry[]): Entry[] {
  const taken: Entry[] = [];
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  while (entries.length > MAX_MAILS || (bytes > MAX_TOTAL_BYTES && entries.length > 1)) {
    const oldest = entries.shift();
    if (oldest === undefined) break;
    bytes -= oldest.bytes;
    taken.push(oldest);
  }
  return taken;
}

async function readEntries(directory: string): Promise<Entry[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith(SUFFIX)).sort();
  const entries: Entry[] = [];
  for (const name of names.slice(-MAX_MAILS)) {
    const file = await readFile(join(directory, name));
    // A file of someone else's in the folder is left alone and not shown.
    const mail = await readStoredMail(name.slice(0, -SUFFIX.length), file);
    if (mail !== null) entries.push({ mail, bytes: file.length });
  }
  return entries;
}
