import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { type Checkpoint, readCheckpoint, readNote } from "@countersign/core";
import type { CheckpointSink, OutgoingHead, Taken } from "./sink.ts";

/** Longer than any note. */
const TAIL_BYTES = 16_384;
const ID = /^[a-z]+_[0-9a-zA-Z-]+$/;

/**
 * A folder with one file for each organization, to which its signed heads are appended and nothing else. It refuses a head
 * that contradicts the last one in the file.
 */
export function createFileSink(folder: string): CheckpointSink {
  return { name: "file", take: (head) => append(folder, head) };
}

async function append(folder: string, { organizationId, size, note }: OutgoingHead): Promise<Taken> {
  if (!ID.test(organizationId)) throw new RangeError("an organization's id has another form");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await open(join(folder, `${organizationId}.checkpoints`), "a+", 0o600);
  try {
    const { size: bytes } = await file.stat();
    const length = Math.min(bytes, TAIL_BYTES);
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, bytes - length);
    const tail = buffer.toString("utf8");
    const last = lastHead(tail);
    const root = headOf(note)?.root;
    if (last && (last.size > size || (last.size === size && last.root !== root))) {
      return { ok: false, problem: "contradiction", detail: `the file ends with a head of ${last.size} records` };
    }
    if (last?.size === size) return { ok: true };
    const isTorn = tail !== "" && !tail.endsWith("\n\n");
    await file.appendFile(`${isTorn ? "\n\n" : ""}${note}\n`);
    await file.sync();
    return { ok: true };
  } finally {
    await file.close();
  }
}

/** The head of the last whole note in a text; null when there is none. A note that was cut by a crash doesn't count. */
function lastHead(text: string): Checkpoint | null {
  const parts = text.split("\n\n");
  for (let at = parts.length - 2; at >= 0; at -= 1) {
    const head = headOf(`${(parts[at] ?? "").replace(/^\n+/, "")}\n\n${parts[at + 1] ?? ""}\n`);
    if (head) return head;
  }
  return null;
}

function headOf(note: string): Checkpoint | null {
  const read = readNote(note.replace(/\n+$/, "\n"));
  return read && readCheckpoint(read.text);
}
