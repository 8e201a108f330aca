/** Tokens of the lexer that may stand between a key and its colon. */
const BLANK = /^[ \t]+$/;

interface Mapping {
  /** Where its keys begin; in flow style it has no column of its own. */
  readonly column: number;
  readonly keys: Set<string>;
}

/**
 * Looks for a key that stands twice in one mapping, token by token as the lexer finds them, so that a text full of them
 * is refused before anything is built from it. It compares keys as they are written: what is the same in another spelling
 * is left to whoever reads the tree. It never takes keys of different mappings for one another's.
 */
export class RepeatedKeys {
  readonly #block: Mapping[] = [];
  /** Of each open bracket; a list has no keys, since each of its pairs is a mapping of its own. */
  readonly #flow: (Set<string> | null)[] = [];
  #lineStart = 0;
  /** What may turn out to be a key. */
  #candidate: { readonly text: string; readonly offset: number } | null = null;

  /** Takes the next token; the offset of a key that stands twice, or null. Scalars are told from signs by `isScalar`. */
  take(token: string, offset: number, isScalar: boolean): number | null {
    const candidate = this.#candidate;
    if (BLANK.test(token)) return null;
    this.#candidate = null;
    if (isScalar || token.startsWith('"') || token.startsWith("'")) {
      if (!token.includes("\n")) this.#candidate = { text: token, offset };
      this.#passLines(token, offset);
      return null;
    }
    if (token === ":") return candidate && this.#key(candidate);
    if (token === "{") this.#flow.push(new Set());
    if (token === "[") this.#flow.push(null);
    if (token === "}" || token === "]") this.#flow.pop();
    if ((token === "-" || token === "?") && this.#flow.length === 0) this.#leave(offset - this.#lineStart);
    this.#passLines(token, offset);
    return null;
  }

  #key({ text, offset }: { readonly text: string; readonly offset: number }): number | null {
    const flow = this.#flow.at(-1);
    if (flow === null) return null;
    const keys = flow ?? this.#blockKeys(offset - this.#lineStart);
    if (keys.has(text)) return offset;
    keys.add(text);
    return null;
  }

  #blockKeys(column: number): Set<string> {
    this.#leave(column);
    const last = this.#block.at(-1);
    if (last?.column === column) return last.keys;
    const keys = new Set<string>();
    this.#block.push({ column, keys });
    return keys;
  }

  /** Mappings further in are over. */
  #leave(column: number): void {
    while ((this.#block.at(-1)?.column ?? -1) > column) this.#block.pop();
  }

  #passLines(token: string, offset: number): void {
    const end = token.lastIndexOf("\n");
    if (end >= 0) this.#lineStart = offset + end + 1;
  }
}
