/** A limit as a policy writes it: `{ calls: 50, per: "day" }`. */
export type WrittenLimit = Readonly<Record<string, string | number>>;

export type ReadLines =
  | { readonly ok: true; readonly limits: WrittenLimit[] }
  | { readonly ok: false; readonly problem: string };

const PART = /^\s*([a-z]+)\s*:\s*("[^"]*"|[^\s,"]+)\s*$/;
const WHOLE = /^\d{1,10}$/;
const FIELDS = ["id", "calls", "spend", "concurrency", "per", "every", "scope"];

/** Reads one limit a line, written as in a rule, with or without braces. Whether it makes sense the server says. */
export function readLimitLines(text: string): ReadLines {
  const limits: WrittenLimit[] = [];
  for (const line of text.split("\n")) {
    const bare = line.trim().replace(/^-\s*/, "").replace(/^\{/, "").replace(/\}$/, "").trim();
    if (bare === "") continue;
    const limit: Record<string, string | number> = {};
    for (const part of bare.split(",")) {
      const [, field = "", value = ""] = PART.exec(part) ?? [];
      if (!FIELDS.includes(field)) {
        return { ok: false, problem: `"${part.trim()}" is no part of a limit. Write it like: calls: 50, per: day` };
      }
      const plain = value.replace(/^"|"$/g, "");
      limit[field] = WHOLE.test(plain) && field !== "id" ? Number(plain) : plain;
    }
    limits.push(limit);
  }
  return { ok: true, limits };
}

/** Writes limits one a line. */
export function limitLines(limits: readonly WrittenLimit[]): string {
  return limits
    .map((limit) =>
      Object.entries(limit)
        .map(([field, value]) => `${field}: ${value}`)
        .join(", "),
    )
    .join("\n");
}
