import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { main } from "../main.ts";

const PROGRAM = fileURLToPath(new URL("../../bin/countersign.mjs", import.meta.url));

export interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs a command in this process, with text as its input. */
export async function run(words: readonly string[], input: string | Iterable<Uint8Array> = ""): Promise<Outcome> {
  const [output, errors] = [new PassThrough(), new PassThrough()];
  const told = Promise.all([textOf(output), textOf(errors)]);
  const code = await main(words, {
    input: Readable.from(typeof input === "string" ? [Buffer.from(input)] : input),
    output,
    errors,
  });
  output.end();
  errors.end();
  const [said, complained] = await told;
  return { code, output: said, errors: complained };
}

async function textOf(stream: PassThrough): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}

export interface ProcessOutcome extends Outcome {
  /** Processor time of the program itself, ms: what else runs on the machine has no part in it. */
  readonly cpuMs: number;
  /** Most memory it had, bytes. */
  readonly peakBytes: number;
}

const REPORT = "countersign-peak ";

/** Runs the program as people do, in a process of its own. */
export function runProcess(
  words: readonly string[],
  input: Iterable<Uint8Array | string> = [],
): Promise<ProcessOutcome> {
  const report = `process.on("exit", () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    process.stderr.write("\\n${REPORT}" + maxRSS + " " + (userCPUTime + systemCPUTime));
  });`;
  const watch = `data:text/javascript,${encodeURIComponent(report)}`;
  const child = spawn(process.execPath, ["--import", watch, PROGRAM, ...words], { stdio: "pipe" });
  Readable.from(input).pipe(child.stdin);
  child.stdin.on("error", () => undefined);
  let [output, errors] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      const [complained = "", told = ""] = errors.split(`\n${REPORT}`);
      const [peakKiB = "NaN", cpuUs = "NaN"] = told.split(" ");
      const peakBytes = Number(peakKiB) * 1024;
      resolve({ code: code ?? 1, output, errors: complained, cpuMs: Number(cpuUs) / 1_000, peakBytes });
    });
  });
}

export interface Files {
  /** Writes a file and gives its path. */
  readonly write: (name: string, content: string | Uint8Array) => string;
  readonly remove: () => void;
}

/** A directory for the files of one test file. */
export function temporaryFiles(): Files {
  const directory = mkdtempSync(join(tmpdir(), "countersign-cli-"));
  return {
    write(name, content) {
      const path = join(directory, name);
      writeFileSync(path, content);
      return path;
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
