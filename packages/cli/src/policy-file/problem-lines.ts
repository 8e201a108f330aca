import type { PolicyProblem } from "@countersign/policy";

/** Problems as compilers print them, so that editors can jump to them: `FILE:line:column: severity: message — fix`. */
export function problemLines(path: string, problems: readonly PolicyProblem[]): string {
  return problems.map((problem) => `${problemLine(path, problem)}\n`).join("");
}

function problemLine(path: string, { line, column, severity, message, fix }: PolicyProblem): string {
  return printable(`${path}:${line}:${column}: ${severity}: ${message} — ${fix}`);
}

/** A message may quote the file, which is anybody's: a terminal must not obey it. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    return code < 0x10000 ? `\\u${code.toString(16).padStart(4, "0")}` : `\\u{${code.toString(16)}}`;
  });
}
