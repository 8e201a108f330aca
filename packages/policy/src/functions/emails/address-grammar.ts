import { type EmailAddress, makeEmailAddress } from "./email-address.ts";
import { AddressFault, AddressScanner, UNSEEN_MESSAGE, type Word } from "./scanner.ts";

/** Commas, at signs and brackets of other scripts and widths, which some programs take for the real ones. */
const STRUCTURE_LOOKALIKE =
  /[\u060c\u061b\u3001\u3002\u3008\u3009\ufe10-\ufe16\ufe50-\ufe6b\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]/;
const UNSEEN_IN_NAME = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u;
const LITERAL_MESSAGE = "the domain of an address is a number of a network, not a name";

/**
 * Reads an RFC 5322 address list with the characters of RFC 6532: mailboxes, groups, names, comments, quoted parts,
 * folded lines. Of the obsolete grammar only the dot in a name (`John Q. Public`) is taken; routes, empty entries,
 * white space around dots and two-word local parts are faults, since programs disagree about them. Throws AddressFault.
 */
export function readAddresses(text: string): readonly EmailAddress[] {
  const scanner = new AddressScanner(text);
  const found: EmailAddress[] = [];
  do readAddress(scanner, found);
  while (scanner.take(","));
  if (!scanner.isAtEnd) throw new AddressFault(unexpected(scanner));
  return found;
}

function readAddress(scanner: AddressScanner, found: EmailAddress[]): void {
  const words = scanner.words();
  if (scanner.take(":")) {
    checkName(words);
    if (words.length === 0) throw new AddressFault("a group has no name");
    readGroup(scanner, found);
  } else found.push(readMailbox(scanner, words));
}

/** Mailboxes up to the semicolon. Groups don't nest. */
function readGroup(scanner: AddressScanner, found: EmailAddress[]): void {
  scanner.space();
  if (!scanner.take(";")) {
    do found.push(readMailbox(scanner, scanner.words()));
    while (scanner.take(","));
    if (!scanner.take(";")) throw new AddressFault("a group isn't closed by a semicolon");
  }
  scanner.space();
}

/** `local@domain`, or a name and `<local@domain>`, after the words before the at sign or bracket were read. */
function readMailbox(scanner: AddressScanner, words: readonly Word[]): EmailAddress {
  if (!scanner.take("<")) return readSpec(scanner, words);
  checkName(words);
  const address = readSpec(scanner, scanner.words());
  if (!scanner.take(">")) throw new AddressFault("a bracket isn't closed");
  scanner.space();
  return address;
}

function readSpec(scanner: AddressScanner, words: readonly Word[]): EmailAddress {
  if (!scanner.take("@")) throw new AddressFault(words.length === 0 ? unexpected(scanner) : "an entry has no address");
  const local = readLocal(words);
  const domain = scanner.words();
  if (scanner.char === "[") throw new AddressFault(LITERAL_MESSAGE);
  if (domain.some(({ kind }) => kind === "quoted")) throw new AddressFault("the domain of an address is quoted");
  return makeEmailAddress(local, joined(domain));
}

function readLocal(words: readonly Word[]): string {
  const [first] = words;
  if (words.length === 1 && first?.kind === "quoted") return first.text;
  if (words.some(({ kind }) => kind === "quoted")) throw new AddressFault("a local part is only partly quoted");
  return joined(words);
}

/** Atoms and dots in turn, with nothing between them. */
function joined(words: readonly Word[]): string {
  const isDotAtom =
    words.length % 2 === 1 &&
    words.every(({ kind, isApart }, place) => (kind === "dot") === (place % 2 === 1) && (place === 0 || !isApart));
  if (!isDotAtom) throw new AddressFault("an address has misplaced dots or spaces");
  return words.map(({ text }) => text).join("");
}

/** A name may hold anything in quotes; outside, nothing that some program reads as structure. */
function checkName(words: readonly Word[]): void {
  for (const { kind, text } of words) {
    if (kind !== "atom") continue;
    if (UNSEEN_IN_NAME.test(text)) throw new AddressFault(UNSEEN_MESSAGE);
    if (STRUCTURE_LOOKALIKE.test(text)) throw new AddressFault("a name holds characters that look like structure");
  }
}

function unexpected(scanner: AddressScanner): string {
  if (scanner.isAtEnd) return "an entry is empty";
  if (scanner.char === ";") return "addresses are separated by a semicolon; use commas";
  return scanner.char === "@" ? "an address has several @ or a route" : "there is text that belongs to no address";
}
