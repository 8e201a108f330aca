import { z } from "zod";

const DAY_MS = 86_400_000;

/** How long a token may live, to choose from. */
export const TOKEN_LIVES = ["30", "90", "365", "date", "never"] as const;
export type TokenLife = (typeof TOKEN_LIVES)[number];

/**
 * When a token ends: so many days from now, at the end of the chosen day in this browser's zone, or by itself never
 * (null). Undefined when a date is asked for and none that can be read is given.
 */
export function tokenEnd(life: TokenLife, date: string, now: Date): Date | null | undefined {
  if (life === "never") return null;
  if (life !== "date") return new Date(now.getTime() + Number(life) * DAY_MS);
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (!parts) return undefined;
  const end = new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]), 23, 59, 59);
  return Number.isNaN(end.getTime()) ? undefined : end;
}

const LIFE_WORDS: Readonly<Record<TokenLife, string>> = {
  "30": "In 30 days",
  "90": "In 90 days",
  "365": "In a year",
  date: "On a date",
  never: "Only when revoked",
};

/** The choices of a select. */
export const LIFE_OPTIONS = TOKEN_LIVES.map((value) => (
  <option key={value} value={value}>
    {LIFE_WORDS[value]}
  </option>
));

/** What every form that issues a token asks. */
export const TOKEN_SHAPE = {
  title: z.string().trim().min(1, "Enter what the token is for.").max(120, "At most 120 characters."),
  life: z.enum(TOKEN_LIVES),
  date: z.string(),
};

/** Whether it is said when the token ends. */
export function hasEnd({ life, date }: { readonly life: TokenLife; readonly date: string }): boolean {
  return tokenEnd(life, date, new Date()) !== undefined;
}

/** What is said where it isn't. */
export const END_MISSING = { path: ["date"], error: "Choose a date." };
