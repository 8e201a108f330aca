import { once } from "node:events";
import { CALL_JSON_BOUNDS } from "@countersign/core";
import type { CommandStreams } from "../command.ts";
import { type Answer, answerOf, refusalOf } from "./answer-line.ts";
import { readCallLine } from "./call-line.ts";
import type { Decider } from "./decider.ts";
import { type Line, LineReader } from "./line-reader.ts";

const TOO_LONG = `The line is longer than ${CALL_JSON_BOUNDS.maxLength} bytes.`;

/** Answers are written together until they are about this long. */
const FLUSH_LENGTH = 65_536;

/** Reads calls until the input ends and answers each line with one line, in order. */
export async function decideLines(decider: Decider, { input, output }: CommandStreams): Promise<void> {
  const reader = new LineReader(CALL_JSON_BOUNDS.maxLength);
  const answer = answerer(decider);
  for await (const chunk of input) await write(reader.push(asBytes(chunk)));
  await write(reader.end());

  async function write(lines: Iterable<Line>): Promise<void> {
    let text = "";
    for (const line of lines) {
      text += `${JSON.stringify(answer(line))}\n`;
      if (text.length < FLUSH_LENGTH) continue;
      await flush(text);
      text = "";
    }
    if (text !== "") await flush(text);
  }

  async function flush(text: string): Promise<void> {
    if (!output.write(text)) await once(output, "drain");
  }
}

function asBytes(chunk: unknown): Uint8Array {
  return chunk instanceof Uint8Array ? chunk : Buffer.from(String(chunk), "utf8");
}

function answerer(decider: Decider): (line: Line) => Answer {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  return (line) => {
    if (line === null) return refusalOf(TOO_LONG);
    let text: string;
    try {
      text = decoder.decode(line);
    } catch {
      return refusalOf("The line isn't UTF-8 text.");
    }
    try {
      return decideLine(decider, text);
    } catch (error) {
      return refusalOf(`The call couldn't be decided: ${error instanceof Error ? error.message : String(error)}.`);
    }
  };
}

function decideLine(decider: Decider, text: string): Answer {
  const read = readCallLine(text, Date.now());
  if ("fault" in read) return refusalOf(read.fault);
  const { call, tags } = read;
  const agent = tags === null ? { ...call.agent, tags: decider.tagsOf(call.agent.name) } : call.agent;
  return answerOf(decider.decide(decider.completed(read.operation), { ...call, agent }), call.args);
}
