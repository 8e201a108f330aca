import type { FindingName } from "../detector-names.ts";
import { luhn, modulo97 } from "../personal/check-digits.ts";
import type { Draw } from "./draw.ts";

/** Makes one by lot. */
export type Maker = (draw: Draw) => string;

/** First digits and length of each issuer's numbers. */
const ISSUERS: readonly (readonly [begins: readonly string[], length: number])[] = [
  [["4"], 16],
  [["51", "52", "53", "54", "55"], 16],
  [["2221", "2500", "2720"], 16],
  [["34", "37"], 15],
  [["36", "38"], 14],
  [["6011", "65", "644"], 16],
  [["3528", "3589"], 16],
  [["62"], 16],
];

export function cardNumber(draw: Draw): string {
  const [begins, length] = draw.pick(ISSUERS);
  const body = draw.pick(begins) + draw.digits(length);
  return withLuhn(body.slice(0, length - 1));
}

function withLuhn(body: string): string {
  for (let check = 0; check < 10; check += 1) if (luhn(`${body}${check}`)) return `${body}${check}`;
  throw new RangeError("no check digit fits");
}

export function grouped(number: string, separator: string): string {
  const groups = number.length === 15 ? [4, 6, 5] : number.length === 14 ? [4, 6, 4] : [4, 4, 4, 4];
  let at = 0;
  return groups
    .map((size) => {
      at += size;
      return number.slice(at - size, at);
    })
    .join(separator);
}

/** Countries and what their account numbers are made of: n digits, a letters, c either. */
const ACCOUNTS =
  "AD8n12c AE19n AL8n16c AT16n AZ4a20c BA16n BE12n BG4a6n8c BH4a14c BR23n1a1c BY4c4n16c CH5n12c CR18n CY8n16c CZ20n DE18n DK14n DO4c20n EE16n EG25n ES20n FI14n FO14n FR10n11c2n GB4a14n GE2a16n GI4a15c GL14n GR7n16c GT4c20c HR17n HU24n IE4a14n IL19n IQ4a15n IS22n IT1a10n12c JO4a4n18c KW4a22c KZ3n13c LB4n20c LC4a24c LI5n12c LT16n LU3n13c LV4a13c MC10n11c2n MD2c18c ME18n MK3n10c2n MR23n MT4a5n18c MU4a19n3a NL4a10n NO11n PK4a16c PL24n PS4a21c PT21n QA4a21c RO4a16c RS18n SA2n18c SC4a20n3a SE20n SI15n SK20n SM1a10n12c ST21n SV4a20n TL19n TN20n TR5n1n16c UA6n19c VA18n VG4a16n XK16n".split(
    " ",
  );

export function iban(draw: Draw): string {
  const form = draw.pick(ACCOUNTS);
  const country = form.slice(0, 2);
  const account = form
    .slice(2)
    .replace(/(\d+)([nac])/g, (_, count: string, kind: string) =>
      kind === "n"
        ? draw.digits(Number(count))
        : draw.text(
            Number(count),
            kind === "a" ? "ABCDEFGHIJKLMNOPQRSTUVWXYZ" : "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
          ),
    );
  const check = 98 - modulo97(`${account}${country}00`);
  return `${country}${String(check).padStart(2, "0")}${account}`;
}

export const inFours = (text: string): string => text.replace(/(.{4})(?=.)/g, "$1 ");

const NAMES = ["ana", "john.smith", "li.wei", "o.garcia", "jane_doe", "k-muller", "m.rossi+news", "x9"];
const HOSTS = ["example.com", "mail.example.co.uk", "acme.io", "uni-bonn.de", "corp.example.org", "gmail.com"];

export const email: Maker = (draw) => `${draw.pick(NAMES)}@${draw.pick(HOSTS)}`;

/** How numbers are written in many countries; `#` is a digit, `%` one from 2 to 9. */
const PHONES = [
  "+1 %##-%##-####",
  "+1 (%##) %##-####",
  "+1%##%######",
  "(%##) %##-####",
  "%##-%##-####",
  "%##.%##.####",
  "1-800-%##-####",
  "+44 20 7### ####",
  "+44 7### ######",
  "020 7### ####",
  "07### ######",
  "+49 30 ########",
  "+49 (0)30 #######",
  "+49 151 ########",
  "030 / ########",
  "0151-########",
  "+33 6 ## ## ## ##",
  "06 ## ## ## ##",
  "01.##.##.##.##",
  "+34 6## ### ###",
  "+39 06 #### ####",
  "+39 3## #######",
  "+31 6 ########",
  "06-########",
  "+41 44 ### ## ##",
  "+43 1 #######",
  "+46 70 ### ## ##",
  "+47 4## ## ###",
  "+45 ## ## ## ##",
  "+48 5## ### ###",
  "+351 9## ### ###",
  "+353 8# ### ####",
  "+61 4## ### ###",
  "0412 ### ###",
  "+64 21 ### ####",
  "+81 90-####-####",
  "090-####-####",
  "+86 13# #### ####",
  "+82 10-####-####",
  "+91 98### #####",
  "+55 11 9####-####",
  "(11) 9####-####",
  "+52 55 #### ####",
  "+7 9## ###-##-##",
  "+90 5## ### ## ##",
  "+971 50 ### ####",
  "+972 5#-###-####",
  "+27 82 ### ####",
  "+65 9### ####",
  "00 49 30 ########",
  "0033 6 ## ## ## ##",
];

export const phone: Maker = (draw) =>
  draw.pick(PHONES).replace(/[#%]/g, (mark) => (mark === "#" ? draw.digits(1) : draw.text(1, "23456789")));

export const ssn: Maker = (draw) =>
  `${draw.text(1, "12345")}${draw.digits(1)}${draw.text(1, "123456789")}-${draw.text(1, "12345678")}${draw.text(1, "123456789")}-${draw.digits(3)}${draw.text(1, "123456789")}`;

export const ip: Maker = (draw) =>
  draw.below(3) === 0
    ? `2001:db8:${draw.hex(3)}1::${draw.hex(3)}9:${draw.hex(4)}`
    : `${130 + draw.below(60)}.${draw.below(256)}.${draw.below(256)}.${1 + draw.below(254)}`;

export const PERSONAL: readonly (readonly [FindingName, Maker])[] = [
  ["pii.card", cardNumber],
  ["pii.iban", iban],
  ["pii.email", email],
  ["pii.phone", phone],
  ["pii.ssn", ssn],
  ["pii.ip", ip],
];
