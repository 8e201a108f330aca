import type { Figures } from "#server/views/overview.ts";

const NUMBERS = [
  "No",
  "One",
  "Two",
  "Three",
  "Four",
  "Five",
  "Six",
  "Seven",
  "Eight",
  "Nine",
  "Ten",
  "Eleven",
  "Twelve",
];

/** What waits, as a sentence. */
export function headline(waiting: number): string {
  if (waiting === 0) return "Nothing waits for you.";
  const number = NUMBERS[waiting] ?? waiting.toLocaleString("en-US");
  return waiting === 1 ? `${number} call waits for you.` : `${number} calls wait for you.`;
}

/** How the rest stands, as a sentence. */
export function standing(figures: Pick<Figures, "agents" | "instances" | "unknown">): string {
  const agents = `${plural(figures.agents, "agent")}, ${plural(figures.instances, "instance")}`;
  if (figures.unknown > 0) return `${agents}; ${plural(figures.unknown, "call")} ended without a known outcome.`;
  return `${agents}; every call has a known outcome.`;
}

/** A share of a whole as people read it: `96.7 %`. */
export function percent(part: number, whole: number): string {
  if (whole === 0) return "0 %";
  const share = (part / whole) * 100;
  return `${share >= 99.95 || share === 0 ? Math.round(share) : share.toFixed(1)} %`;
}

function plural(count: number, word: string): string {
  return `${count.toLocaleString("en-US")} ${word}${count === 1 ? "" : "s"}`;
}
