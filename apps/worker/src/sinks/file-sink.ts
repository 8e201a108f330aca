import { type FileHandle, mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { type Checkpoint, readCheckpoint, readNote } from "@countersign/core";
import type { CheckpointSink, OutgoingHead, Taken } from "./sink.ts";

/** Longer than any note. */
const TAIL_BYTES = 16_384;
const ID = /^[a-z]+_[0-9a-zA-Z-]+$/;

/**
 * A folder with one file for each organization, to which its signed heads are appended and nothing else. It refuses a head
 * that contradicts the last one in the file: a later epoch's may be smaller, since an owner has opened it.
 */
export function createFileSink(folder: string): CheckpointSink {
  return {
    name: "file",
    take: (head) => withFile(folder, head.organizationId, (file) => append(file, head)),
    newest: (organizationId) => withFile(folder, organizationId, async (file) => lastHead(await tailOf(file))),
  };
}

async function withFile<T>(folder: string, organizationId: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  if (!ID.test(organizationId)) throw new RangeError("an organization's id has another form");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = await open(join(folder, `${organizationId}.checkpoints`), "a+", 0o600);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

async function append(file: FileHandle, { note }: OutgoingHead): Promise<Taken> {
  const head = headOf(note);
  if (!head) throw new RangeError("a signed head has another form");
  const tail = await tailOf(file);
  const last = lastHead(tail);
  if (last && contradicts(last, head)) {
    return { ok: false, problem: "contradiction", detail: `the file ends with a head of ${last.size} records` };
  }
  if (last?.size === head.size && last.epoch === head.epoch) return { ok: true };
  const isTorn = tail !== "" && !tail.endsWith("\n\n");
  await file.appendFile(`${isTorn ? "\n\n" : ""}${note}\n`);
  await file.sync();
  return { ok: true };
}

function contradicts(last: Checkpoint, head: Checkpoint): boolean {
  if (last.epoch !== head.epoch) return last.epoch > head.epoch;
  return last.size > head.size || (last.size === head.size && last.root !== head.root);
}

async function tailOf(file: FileHandle): Promise<string> {
  const { size: bytes } = await file.stat();
  const length = Math.min(bytes, TAIL_BYTES);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, bytes - length);
  return buffer.toString("utf8");
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
