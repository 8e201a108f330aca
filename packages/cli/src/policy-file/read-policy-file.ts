import { open } from "node:fs/promises";
import { type ParsedPolicy, parsePolicy } from "@countersign/policy";

/** More bytes than the longest policy that is read can have. */
const MAX_BYTES = 4 * 2_097_152;

export type PolicyFile =
  | { readonly kind: "read"; readonly parsed: ParsedPolicy }
  /** There is no such file, or it may not be read. */
  | { readonly kind: "unreadable"; readonly message: string };

/** Reads a policy from a file, no further than the longest policy goes. Text that isn't UTF-8 is refused like any other. */
export async function readPolicyFile(path: string): Promise<PolicyFile> {
  const bytes = await readBounded(path);
  if (typeof bytes === "string") return { kind: "unreadable", message: `${path} can't be read: ${bytes}` };
  if (bytes === null) {
    return refused("document.size.exceeded", "The document is too long.", "Split long lists out of it, or shorten it.");
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return refused("document.text.invalid", "The document isn't UTF-8 text.", "Save it as UTF-8.");
  }
  return { kind: "read", parsed: parsePolicy(text) };
}

function refused(code: string, message: string, fix: string): PolicyFile {
  const problem = { severity: "error", code, path: "", line: 1, column: 1, message, fix } as const;
  return { kind: "read", parsed: { ok: false, problems: [problem] } };
}

/** The file's bytes, null when there are too many of them, or why it can't be read. */
async function readBounded(path: string): Promise<Buffer | null | string> {
  try {
    const file = await open(path, "r");
    try {
      const stat = await file.stat();
      if (stat.isDirectory()) return "it is a directory";
      if (stat.size > MAX_BYTES) return null;
      const bytes = await readUpTo(file, MAX_BYTES + 1);
      return bytes.length > MAX_BYTES ? null : bytes;
    } finally {
      await file.close();
    }
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ENOENT"
      ? "there is no such file"
      : String(error);
  }
}

/** Pipes say no size, so what is read is counted. */
async function readUpTo(file: Awaited<ReturnType<typeof open>>, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let total = 0;
  while (total < limit) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(65_536), 0, 65_536, null);
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    total += bytesRead;
  }
  return Buffer.concat(chunks);
}
