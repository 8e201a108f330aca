import { isInstanceName, parseIpRange } from "@countersign/core";
import { z } from "zod";

export const EXPIRIES = ["never", "7", "30", "90", "365", "date"] as const;
export const EXPIRY_WORDS: Readonly<Record<(typeof EXPIRIES)[number], string>> = {
  never: "Never",
  "7": "In 7 days",
  "30": "In 30 days",
  "90": "In 90 days",
  "365": "In a year",
  date: "At the end of a day",
};

const DAY_MS = 86_400_000;

/** What is wrong with an address or range, or undefined. */
export function rangeProblem(text: string): string | undefined {
  return parseIpRange(text.trim()) ? undefined : `"${text}" is no address or range. Write 203.0.113.7 or 10.0.0.0/8.`;
}

const shape = {
  title: z.string().trim().max(120, "At most 120 characters."),
  expiry: z.enum(EXPIRIES),
  /** A day in the viewer's zone, for the expiry `date`. */
  day: z.string(),
  ipRanges: z.array(
    z.string().refine((text) => rangeProblem(text) === undefined, { error: "Not an address or range." }),
  ),
  connectionIds: z.array(z.string()),
};

const needsDay = ({ expiry, day }: { readonly expiry: string; readonly day: string }) =>
  expiry !== "date" || /^\d{4}-\d{2}-\d{2}$/.test(day);
const DAY_MISSING = { error: "Choose the day it ends.", path: ["day"] };

/** A key's title and restrictions, as people fill them in. */
export const keySchema = z.object(shape).refine(needsDay, DAY_MISSING);

/** The same for a new key, which belongs to the agent or to one instance. */
export const newKeySchema = z
  .object({ ...shape, holder: z.enum(["agent", "instance"]), instanceName: z.string() })
  .refine(needsDay, DAY_MISSING)
  .refine(({ holder, instanceName }) => holder === "agent" || isInstanceName(instanceName), {
    error: "Lower-case letters, digits and hyphens, a letter first, at most 62 characters.",
    path: ["instanceName"],
  });

/** When a key ends, RFC 3339 UTC; null: never. A day ends where the viewer is. */
export function expiresAtOf(
  { expiry, day }: { readonly expiry: (typeof EXPIRIES)[number]; readonly day: string },
  nowMs: number,
): string | null {
  if (expiry === "never") return null;
  if (expiry !== "date") return new Date(nowMs + Number(expiry) * DAY_MS).toISOString();
  return new Date(`${day}T23:59:59`).toISOString();
}

/** The day of an instant where the viewer is, as a date field takes it. */
export function dayOf(instant: string): string {
  const at = new Date(instant);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
