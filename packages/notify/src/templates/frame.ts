import type { Mail } from "../mail.ts";
import { letterHtml } from "./letter-html.tsx";

export interface Fact {
  readonly label: string;
  readonly text: string;
}

/** A mail of ours before it has a form: sentences, and what to do. */
export interface Letter {
  readonly to: string;
  readonly subject: string;
  /** Sentences before the button, each a paragraph. They may hold names that people chose. */
  readonly opening: readonly string[];
  /** What it is about, fact by fact. Texts may have several lines. */
  readonly facts?: readonly Fact[];
  /** Lines that must arrive as they are, under a heading. */
  readonly exact?: Fact;
  readonly button: LetterButton;
  /** Another way to do it. */
  readonly other?: LetterButton;
  /** Sentences after it, set smaller. */
  readonly closing: readonly string[];
}

interface LetterButton {
  readonly label: string;
  readonly url: string;
}

/** A mail in both forms. Nothing in it is loaded from anywhere, and what people wrote can't become markup. */
export function writeMail(letter: Letter): Mail {
  const { to, button, other } = letter;
  const subject = oneLine(letter.subject);
  const exact = letter.exact ? [`${letter.exact.label}:\n\n${letter.exact.text}`] : [];
  // Indented, so that no line of a text can pass for the next label.
  const facts = (letter.facts ?? []).map(({ label, text: said }) => `${label}:\n${said.replaceAll(/^/gm, "  ")}`);
  const buttons = [button, ...(other ? [other] : [])].map(({ label, url }) => `${label}:\n${url}`);
  const text = [...letter.opening, ...facts, ...exact, ...buttons, ...letter.closing].join("\n\n");
  return { to, subject, text: `${text}\n\nCountersign\n`, html: letterHtml({ ...letter, subject }) };
}

/** For a header: no line break or control character, at most 200 characters. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, 200);
}
