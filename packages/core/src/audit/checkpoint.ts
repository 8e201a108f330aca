/** The head of an organization's tree, as it is signed. */
export interface Checkpoint {
  /** Whose tree: the key's name, as C2SP's tlog-checkpoint wants it. */
  readonly origin: string;
  readonly size: number;
  /** Base64 of the root. */
  readonly root: string;
  /** Base64 of the SHA-256 of the note before this one; null for the first. */
  readonly previous: string | null;
  /** Rises from 1 each time the database was found to have been taken back. */
  readonly epoch: number;
  /** RFC 3339 UTC. */
  readonly at: string;
}

/** One signature line of a note: base64 of the key's id (4 bytes) and the signature. */
export interface NoteSignature {
  readonly name: string;
  readonly blob: string;
}

export interface SignedNote {
  /** What is signed: ends with a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const SIGNATURE = /^\u2014 (\S+) ([A-Za-z0-9+/]+={0,2})$/;
const SIZE = /^(0|[1-9]\d{0,14})$/;
const EPOCH = /^[1-9]\d{0,8}$/;
const ROOT = /^[A-Za-z0-9+/]{43}=$/;

/** The text of a checkpoint (C2SP tlog-checkpoint): origin, size, root, then extension lines of our own. */
export function checkpointText({ origin, size, root, previous, epoch, at }: Checkpoint): string {
  const lines = [origin, String(size), root, `at ${at}`];
  if (previous !== null) lines.push(`previous ${previous}`);
  if (epoch > 1) lines.push(`epoch ${epoch}`);
  return `${lines.join("\n")}\n`;
}

/** Reads a checkpoint's text; null when it isn't one. */
export function readCheckpoint(text: string): Checkpoint | null {
  if (!text.endsWith("\n")) return null;
  const [origin = "", size = "", root = "", ...extensions] = text.slice(0, -1).split("\n");
  if (origin === "" || !SIZE.test(size) || !ROOT.test(root)) return null;
  const extension = (name: string): string | null =>
    extensions.find((line) => line.startsWith(`${name} `))?.slice(name.length + 1) ?? null;
  const at = extension("at");
  const epoch = extension("epoch") ?? "1";
  if (at === null || !EPOCH.test(epoch)) return null;
  return { origin, size: Number(size), root, previous: extension("previous"), epoch: Number(epoch), at };
}

/** A signed note (C2SP signed-note): the text, an empty line, and a line for each signature. */
export function writeNote({ text, signatures }: SignedNote): string {
  return `${text}\n${signatures.map(({ name, blob }) => `\u2014 ${name} ${blob}\n`).join("")}`;
}

/** Reads a signed note; null when it isn't one. It says nothing of whether a signature is right. */
export function readNote(note: string): SignedNote | null {
  const end = note.lastIndexOf("\n\n");
  if (end < 0 || !note.endsWith("\n")) return null;
  const signatures: NoteSignature[] = [];
  for (const line of note.slice(end + 2, -1).split("\n")) {
    const [, name, blob] = SIGNATURE.exec(line) ?? [];
    if (name === undefined || blob === undefined) return null;
    signatures.push({ name, blob });
  }
  return signatures.length === 0 ? null : { text: note.slice(0, end + 1), signatures };
}
