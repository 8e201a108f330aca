import type { MappedText } from "./fold-characters.ts";

/** A text with other text in some places. */
export class Rewriting {
  private readonly text: string;
  private readonly starts: Int32Array;
  private readonly ends: Int32Array;
  private readonly parts: string[] = [];
  private length = 0;
  private from = 0;

  /** Replacements are never longer than what they stand for. */
  constructor(text: string) {
    this.text = text;
    this.starts = new Int32Array(text.length);
    this.ends = new Int32Array(text.length);
  }

  /** Puts `written` in the place of a span that begins at or after the end of the one before. */
  replace(start: number, end: number, written: string): void {
    this.pass(start);
    this.from = end;
    this.parts.push(written);
    for (let unit = 0; unit < written.length; unit += 1) {
      this.starts[this.length] = start;
      this.ends[this.length] = end;
      this.length += 1;
    }
  }

  /** The whole text. Null when nothing was replaced. */
  finish(): MappedText | null {
    if (this.parts.length === 0) return null;
    this.pass(this.text.length);
    return { text: this.parts.join(""), starts: this.starts, ends: this.ends };
  }

  private pass(till: number): void {
    this.parts.push(this.text.slice(this.from, till));
    for (let at = this.from; at < till; at += 1) {
      this.starts[this.length] = at;
      this.ends[this.length] = at + 1;
      this.length += 1;
    }
  }
}
