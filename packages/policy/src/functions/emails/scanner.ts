/** Why a text isn't a list of addresses. Thrown inside the reader only. */
export class AddressFault extends Error {}

/** A word of a phrase or of a local part, or the dot between two. */
export interface Word {
  readonly kind: "atom" | "quoted" | "dot";
  /** Without quotes and escapes. */
  readonly text: string;
  /** White space or a comment stands before it. */
  readonly isApart: boolean;
}

const MAX_COMMENT_DEPTH = 32;
const ATOM = /[A-Za-z0-9!#$%&'*+/=?^_`{|}~\u0080-\u{10ffff}-]+/uy;
const SPACE = /[ \t]+/y;
const QUOTED_PART = /[^"\\\r\n]+/y;
const COMMENT_PART = /[^()\\\r\n]+/y;
/** Neither seen nor meant: also refused where text has no meaning, since a program may stop or turn there. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;
/** Joiners that names in some scripts, and emoji, need; in a name only. */
const JOINERS = /[\u200c\u200d]/g;

/** Reads the lexical parts of RFC 5322 addresses, one after the other. Every fault is thrown. */
export class AddressScanner {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get char(): string {
    return this.text[this.at] ?? "";
  }

  get isAtEnd(): boolean {
    return this.at >= this.text.length;
  }

  /** Steps over a character if it is the next one. */
  take(char: string): boolean {
    if (this.char !== char || char === "") return false;
    this.at += 1;
    return true;
  }

  /** Comments and folding white space. True when there were any. */
  space(): boolean {
    const start = this.at;
    for (;;) {
      if (this.match(SPACE) !== null) continue;
      if (this.char === "\r" || this.char === "\n") this.fold();
      else if (this.char === "(") this.comment();
      else return this.at > start;
    }
  }

  /** Atoms, quoted strings and dots, up to a character of structure. */
  words(): readonly Word[] {
    const words: Word[] = [];
    for (;;) {
      const isApart = this.space();
      if (this.take(".")) words.push({ kind: "dot", text: ".", isApart });
      else if (this.char === '"') words.push({ kind: "quoted", text: this.quoted(), isApart });
      else {
        const text = this.match(ATOM);
        if (text === null) return words;
        words.push({ kind: "atom", text, isApart });
      }
    }
  }

  /** A line may only go on: CRLF, white space, and then something. Any other line end is a header of somebody's own. */
  private fold(): void {
    const isFold = this.text.startsWith("\r\n", this.at);
    this.at += 2;
    if (!isFold || this.match(SPACE) === null || this.isAtEnd || this.char === "\r" || this.char === "\n")
      throw new AddressFault("a line ends inside an address");
  }

  private quoted(): string {
    this.at += 1;
    let text = "";
    while (!this.take('"')) text += this.piece(QUOTED_PART, "a quoted text isn't closed");
    return text;
  }

  private comment(): void {
    let depth = 0;
    do {
      if (this.take("(")) depth += 1;
      else if (this.take(")")) depth -= 1;
      else this.piece(COMMENT_PART, "a comment isn't closed");
      if (depth > MAX_COMMENT_DEPTH) throw new AddressFault("comments nest too deeply");
    } while (depth > 0);
  }

  /** A run of text, an escaped character, or a fold, of which only the white space counts. */
  private piece(part: RegExp, unclosed: string): string {
    if (this.isAtEnd) throw new AddressFault(unclosed);
    if (this.char === "\r" || this.char === "\n") {
      const start = this.at + 2;
      this.fold();
      return this.text.slice(start, this.at);
    }
    const text = this.take("\\") ? this.escaped(unclosed) : (this.match(part) ?? "");
    if (UNSEEN.test(text.replace(JOINERS, "").replaceAll("\t", ""))) throw new AddressFault(UNSEEN_MESSAGE);
    return text;
  }

  private escaped(unclosed: string): string {
    const point = this.text.codePointAt(this.at);
    if (point === undefined) throw new AddressFault(unclosed);
    const char = String.fromCodePoint(point);
    this.at += char.length;
    return char;
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (!found) return null;
    this.at = pattern.lastIndex;
    return found[0];
  }
}

export const UNSEEN_MESSAGE = "an address holds control or invisible characters";
