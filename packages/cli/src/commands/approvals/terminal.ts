import { createInterface, emitKeypressEvents, type Key } from "node:readline";
import type { Readable, Writable } from "node:stream";

/** A person's keyboard. */
export interface Terminal {
  /** The next key: its character, or `q` when the person ends the program. */
  readonly key: () => Promise<string>;
  /** A line that the person types; null when they leave it. */
  readonly line: (question: string, output: Writable) => Promise<string | null>;
  /** Gives the keyboard back. */
  readonly close: () => void;
}

interface Keyboard extends Readable {
  readonly isTTY: true;
  setRawMode(isRaw: boolean): unknown;
}

/** The terminal behind a stream, key by key; null when it is none. */
export function terminalOf(input: Readable): Terminal | null {
  if (!isKeyboard(input)) return null;
  emitKeypressEvents(input);
  input.setRawMode(true);
  input.resume();
  let isEnded = false;
  let waiter: ((key: string) => void) | null = null;
  // What is pressed while nobody waits for a key is dropped: it was meant for something else.
  const press = (key: string) => waiter?.(key);
  input.on("end", () => {
    isEnded = true;
    press("q");
  });
  input.on("keypress", (text: string | undefined, key: Key) => {
    press(key.ctrl && (key.name === "c" || key.name === "d") ? "q" : (text ?? ""));
  });
  return {
    key: async () => {
      if (isEnded) return "q";
      const key = await new Promise<string>((resolve) => {
        waiter = resolve;
      });
      waiter = null;
      return key;
    },
    line: (question, output) =>
      new Promise((resolve) => {
        const lines = createInterface({ input, output, terminal: true });
        lines.on("SIGINT", () => lines.close());
        lines.on("close", () => {
          // Closing pauses the stream and leaves raw mode; keys go on.
          input.setRawMode(true);
          input.resume();
          resolve(null);
        });
        lines.question(question, (text) => {
          resolve(text.trim());
          lines.close();
        });
      }),
    close: () => {
      input.setRawMode(false);
      input.pause();
    },
  };
}

function isKeyboard(input: Readable): input is Keyboard {
  return "isTTY" in input && input.isTTY === true && "setRawMode" in input && typeof input.setRawMode === "function";
}
