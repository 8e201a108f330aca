import type { Mail } from "../mail.ts";

export interface Fact {
  readonly label: string;
  readonly text: string;
}

/** A mail of ours before it has a form: sentences, and one thing to do. */
export interface Letter {
  readonly to: string;
  readonly subject: string;
  /** Sentences before the button, each a paragraph. They may hold names that people chose. */
  readonly opening: readonly string[];
  /** What it is about, fact by fact. Texts may have several lines. */
  readonly facts?: readonly Fact[];
  /** Lines that must arrive as they are, under a heading. */
  readonly exact?: { readonly label: string; readonly text: string };
  readonly button: { readonly label: string; readonly url: string };
  /** Sentences after it, set smaller. */
  readonly closing: readonly string[];
}

/** Colours of the product's light theme, written out: mail programs know no variables. */
const COLOURS = {
  paper: "#fbfaf7",
  sheet: "#ffffff",
  line: "#e7e2d8",
  ink: "#1a1a17",
  faint: "#56524a",
  seal: "#c5371d",
};
const FONT = "font-family:Geist,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

/** A mail in both forms. Nothing in it is loaded from anywhere, and what people wrote can't become markup. */
export function writeMail(letter: Letter): Mail {
  const { to, button } = letter;
  const subject = oneLine(letter.subject);
  const exact = letter.exact ? [`${letter.exact.label}:\n\n${letter.exact.text}`] : [];
  const facts = (letter.facts ?? []).map(({ label, text: said }) => `${label}:\n${said}`);
  const text = [...letter.opening, ...facts, ...exact, `${button.label}:\n${button.url}`, ...letter.closing].join(
    "\n\n",
  );
  return { to, subject, text: `${text}\n\nCountersign\n`, html: htmlOf({ ...letter, subject }) };
}

function htmlOf({ subject, opening, facts, exact, button, closing }: Letter): string {
  const { paper, sheet, line, ink, faint, seal } = COLOURS;
  const paragraph = (text: string, style: string) => `<p style="margin:0 0 16px;${style}">${escapeHtml(text)}</p>`;
  const link = escapeHtml(button.url);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:32px 16px;background:${paper};color:${ink};${FONT};font-size:15px;line-height:22px">
<div style="max-width:520px;margin:0 auto">
<p style="margin:0 0 16px;font-weight:600"><span style="display:inline-block;width:10px;height:10px;margin-right:8px;background:${seal}"></span>Countersign</p>
<div style="background:${sheet};border:1px solid ${line};border-radius:6px;padding:24px">
<h1 style="margin:0 0 16px;font-size:20px;line-height:28px;font-weight:600">${escapeHtml(subject)}</h1>
${opening.map((text) => paragraph(text, "")).join("\n")}
${facts ? table(facts) : ""}
${exact ? exactly(exact) : ""}
<p style="margin:24px 0"><a href="${link}" style="display:inline-block;padding:9px 18px;border-radius:6px;background:${ink};color:${paper};font-weight:500;text-decoration:none">${escapeHtml(button.label)}</a></p>
<p style="margin:0 0 16px;font-size:12px;line-height:18px;color:${faint};word-break:break-all">${link}</p>
${closing.map((text) => paragraph(text, `font-size:13px;line-height:20px;color:${faint}`)).join("\n")}
</div>
</div>
</body>
</html>
`;
}

function table(facts: readonly Fact[]): string {
  const { line, faint } = COLOURS;
  const cell = `padding:8px 12px 8px 0;border-top:1px solid ${line};vertical-align:top;font-size:13px;line-height:20px`;
  const rows = facts.map(
    ({ label, text }) =>
      `<tr><th style="${cell};text-align:left;font-weight:500;color:${faint};white-space:nowrap">${escapeHtml(label)}</th>` +
      `<td style="${cell};width:100%;white-space:pre-wrap;word-break:break-word">${escapeHtml(text)}</td></tr>`,
  );
  return `<table style="border-collapse:collapse;width:100%;margin:0 0 16px">${rows.join("\n")}</table>`;
}

function exactly({ label, text }: NonNullable<Letter["exact"]>): string {
  const style = `margin:0 0 16px;padding:12px;background:${COLOURS.paper};font-size:12px;line-height:18px;white-space:pre-wrap;word-break:break-all`;
  return `<p style="margin:0 0 8px">${escapeHtml(label)}</p>\n<pre style="${style}">${escapeHtml(text)}</pre>`;
}

/** Text as HTML text or inside a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** For a header: no line break or control character, at most 200 characters. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim()
    .slice(0, 200);
}
