import type { Span } from "../text/span.ts";

const LOCAL = /[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]/u;
const DOMAIN = /[\p{L}\p{N}.-]+/uy;
const LITERAL = /\[[0-9A-Fa-f:.]{3,50}\]/y;
const MOST_LOCAL = 64;
/** Names of files that hold a sign: pictures for fine screens, packages with versions. */
const FILE = /\.(?:png|jpe?g|gif|svg|webp|css|js|mjs|ts|tsx|json|map|md|html?|tgz|zip|ya?ml|lock)$/i;
const TOP_LEVEL = /^(?:[\p{L}]{2,24}|xn--[a-z0-9-]{2,59})$/iu;

/** Addresses of e-mail, in any script. */
export function findEmails(text: string): Span[] {
  const found: Span[] = [];
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const start = localStart(text, at);
    const end = start < at ? domainEnd(text, at + 1) : null;
    if (end === null || isRemote(text, { start, at, end })) continue;
    if (start >= (found.at(-1)?.end ?? 0)) found.push({ start, end });
  }
  return found;
}

function localStart(text: string, at: number): number {
  if (text.charAt(at - 1) === '"') {
    const opening = text.lastIndexOf('"', at - 2);
    return opening >= 0 && opening >= at - MOST_LOCAL - 2 && !text.slice(opening, at).includes("\n") ? opening : at;
  }
  let start = at;
  while (start > 0 && at - start < MOST_LOCAL && isLocal(text, start - 1)) start -= 1;
  while (start < at && /[.'`*_=/&?{|}-]/.test(text.charAt(start))) start += 1;
  // `to=jane@…` and `?mail=jane@…`: what stands before the sign belongs to the address' surroundings.
  const sign = text.slice(start, at).lastIndexOf("=");
  return sign >= 0 ? start + sign + 1 : start;
}

function isLocal(text: string, at: number): boolean {
  const char = text.charAt(at);
  return LOCAL.test(char) && !/[\ud800-\udfff]/.test(char);
}

function domainEnd(text: string, at: number): number | null {
  LITERAL.lastIndex = at;
  if (LITERAL.test(text)) return LITERAL.lastIndex;
  DOMAIN.lastIndex = at;
  const match = DOMAIN.exec(text.length > at + 300 ? text.slice(0, at + 300) : text)?.[0] ?? "";
  const domain = match.replace(/[.-]+$/, "");
  const labels = domain.split(".");
  if (labels.length < 2 || labels.some((label) => label === "" || label.startsWith("-"))) return null;
  if (!TOP_LEVEL.test(labels.at(-1) ?? "") || FILE.test(domain)) return null;
  return at + domain.length;
}

/** `git@host:path` and `user:password@host`: no mailbox. */
function isRemote(text: string, { start, at, end }: { start: number; at: number; end: number }): boolean {
  const isGit = text.slice(start, at) === "git" && /^[:/]/.test(text.charAt(end));
  const isUserinfo = /:\/\/(?:[^\s/@]{0,64}:)?$/.test(text.slice(Math.max(0, start - 70), start));
  return isGit || isUserinfo;
}
