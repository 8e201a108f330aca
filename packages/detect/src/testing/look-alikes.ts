import { luhn } from "../personal/check-digits.ts";
import { DIGITS, type Draw, LOWER, UPPER } from "./draw.ts";

const uuid = (draw: Draw): string =>
  `${draw.hex(8)}-${draw.hex(4)}-4${draw.hex(3)}-${draw.pick(["8", "9", "a", "b"])}${draw.hex(3)}-${draw.hex(12)}`;
const day = (draw: Draw): string => `20${draw.pick(["19", "24", "26"])}-0${1 + draw.below(9)}-${10 + draw.below(18)}`;
const clock = (draw: Draw): string => `${10 + draw.below(10)}:${10 + draw.below(49)}:${10 + draw.below(49)}`;
const capital = (draw: Draw, length: number): string => draw.text(length, UPPER);

/** A number of as many digits that no card has: its check digit is wrong. */
function noCard(draw: Draw, length: number): string {
  for (;;) {
    const number = `${draw.text(1, "123456789")}${draw.digits(length - 1)}`;
    if (!luhn(number)) return number;
  }
}

/** With the check digit of an article. */
function ean(digits: string): string {
  const sum = [...digits].reduce((total, digit, at) => total + Number(digit) * (at % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** What looks like a secret or like personal data, and is neither. */
export const LOOK_ALIKES: { readonly [name: string]: (draw: Draw) => string } = {
  UUID: (d) => uuid(d),
  "UUID, upper case": (d) => uuid(d).toUpperCase(),
  "id with a prefix": (d) => `${d.pick(["rec", "agt", "req", "msg", "run"])}_${d.mixed(22)}`,
  "customer of a shop": (d) => `${d.pick(["cus", "price", "prod", "evt", "ch"])}_${d.mixed(14)}`,
  ULID: (d) => `01J${d.text(23, "0123456789ABCDEFGHJKMNPQRSTVWXYZ")}`,
  "object id": (d) => d.hex(24),
  MD5: (d) => d.hex(32),
  "git commit": (d) => d.hex(40),
  "short commit": (d) => `commit ${d.hex(7)}`,
  SHA256: (d) => `sha256:${d.hex(64)}`,
  integrity: (d) => `sha512-${d.mixed(86, "+/")}==`,
  fingerprint: (d) => `SHA256:${d.mixed(43, "+/")}`,
  etag: (d) => `W/"${d.hex(16)}-${d.hex(8)}"`,
  "request id": (d) => `request id ${d.text(16, UPPER + DIGITS)}`,
  trace: (d) => `traceparent: 00-${d.hex(32)}-${d.hex(16)}-01`,
  "order number": (d) => `order ${noCard(d, 10)}`,
  "order of 16 digits": (d) => `order ${noCard(d, 16)}`,
  "bare 16 digits": (d) => noCard(d, 16),
  invoice: (d) => `INV-20${d.digits(2)}-${d.digits(6)}`,
  ticket: (d) => `${capital(d, 4)}-${1 + d.below(99999)}`,
  tracking: (d) => `1Z${d.text(16, UPPER + DIGITS)}`,
  "tracking of a parcel": (d) => `tracking ${noCard(d, 12)}`,
  "seconds since 1970": (d) => `17${d.digits(8)}`,
  "ms since 1970": (d) => `17${d.digits(11)}`,
  "date and time": (d) => `${day(d)}T${clock(d)}.${d.digits(3)}Z`,
  "date with offset": (d) => `${day(d)} ${clock(d)} +02:00`,
  "European date": (d) => `${10 + d.below(18)}.0${1 + d.below(9)}.2026 ${clock(d)}`,
  version: (d) => `v${d.below(20)}.${d.below(40)}.${d.below(90)}`,
  "version of four": (d) => `version ${d.below(20)}.${d.below(20)}.${d.below(9999)}.${d.below(99)}`,
  package: (d) => `@${d.text(6, LOWER)}/${d.text(8, LOWER)}@${d.below(9)}.${d.below(20)}.${d.below(20)}`,
  "image of a container": (d) => `registry.example.com/${d.text(6, LOWER)}:prod-${d.hex(12)}`,
  ISBN: (d) => `ISBN 978-${d.digits(1)}-${d.digits(4)}-${d.digits(4)}-${d.digits(1)}`,
  "ISBN, plain": (d) => `978${d.digits(10)}`,
  DOI: (d) => `10.${d.digits(4)}/j.${d.text(5, LOWER)}.20${d.digits(2)}.${d.digits(6)}`,
  EAN: (d) => `EAN ${ean(`40${d.digits(10)}`)}`,
  color: (d) => `#${d.hex(6)}`,
  colors: (d) => `#${d.hex(8)} rgba(${d.below(256)}, ${d.below(256)}, ${d.below(256)}, 0.5)`,
  MAC: (d) => `${d.hex(2)}:${d.hex(2)}:${d.hex(2)}:${d.hex(2)}:${d.hex(2)}:${d.hex(2)}`,
  coordinates: (d) => `48.${d.digits(6)}, 2.${d.digits(6)}`,
  decimal: (d) => `0.${d.digits(16)}`,
  amount: (d) => `$${1 + d.below(9)},${d.digits(3)},${d.digits(3)}.${d.digits(2)}`,
  "large amount": (d) => `EUR ${d.text(1, "123")}.${d.digits(3)}.${d.digits(3)},${d.digits(2)}`,
  table: (d) => `${100 + d.below(800)} ${100 + d.below(800)} ${100 + d.below(800)} ${100 + d.below(800)}`,
  "picture in base64": (d) => `data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAA${d.mixed(120, "+/")}`,
  "base64 of bytes": (d) => btoa(String.fromCharCode(...Array.from({ length: 60 }, () => 128 + d.below(128)))),
  "base64 of words": (d) => btoa(`the quick brown ${d.text(6, LOWER)} jumps over`),
  "hexadecimal dump": (d) => Array.from({ length: 16 }, () => d.hex(2)).join(" "),
  path: (d) => `/srv/${d.text(6, LOWER)}/releases/2026${d.digits(10)}/app.js`,
  link: (d) => `https://example.com/${d.text(8, LOWER)}/${d.digits(6)}?page=${d.below(90)}&sort=asc`,
  "link with an id": (d) => `https://example.com/watch?v=${d.mixed(11, "_-")}`,
  slug: (d) => `${d.text(5, LOWER)}-${d.text(7, LOWER)}-${d.text(4, LOWER)}-${d.digits(8)}`,
  identifier: (d) => `get${capital(d, 1)}${d.text(8, LOWER)}By${capital(d, 1)}${d.text(12, LOWER)}`,
  constant: (d) => `MAX_${capital(d, 6)}_${capital(d, 8)} = ${d.digits(5)}`,
  "public key of a shop": (d) => `pk_live_${d.mixed(24)}`,
  "public key of a machine": (d) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${d.mixed(43, "+/")} ana`,
  certificate: (d) => `-----BEGIN CERTIFICATE-----\nMII${d.mixed(60, "+/")}\n-----END CERTIFICATE-----`,
  placeholder: (d) =>
    `password: ${d.pick(["********", "<your password>", "changeme", `$${"{DB_PASSWORD}"}`, "{{ vault.db }}"])}`,
  "placeholder of a key": (d) =>
    `api_key=${d.pick(["YOUR_API_KEY", "<api-key>", "$API_KEY", "xxxxxxxxxxxxxxxx", "process.env.KEY"])}`,
  "secret in prose": (d) =>
    d.pick([
      "The password is required.",
      "Forgot your password?",
      "The secret is to start early.",
      "token limit exceeded",
    ]),
  "counted tokens": (d) => `max_tokens=${d.digits(4)}, prompt tokens: ${d.digits(5)}`,
  "page token": (d) => `page ${d.below(90)} of ${100 + d.below(90)}`,
  "mask and nobody": () => "255.255.255.0 127.0.0.1 0.0.0.0 ::1",
  handle: (d) => `@${d.text(8, LOWER)} wrote to @${d.text(6, LOWER)}`,
  "picture for fine screens": (d) => `${d.text(6, LOWER)}@2x.png`,
  "git remote": (d) => `git@github.com:${d.text(6, LOWER)}/${d.text(6, LOWER)}.git`,
  "class of styles": (d) => `px-4 py-2 text-${d.text(4, LOWER)}-500 hover:bg-${d.text(4, LOWER)}-700`,
  score: (d) => `${d.below(9)}-${d.below(9)}, ${d.below(9)}-${d.below(9)}; ${d.below(99)}%`,
  "part number": (d) => `P/N ${d.digits(3)}-${d.digits(5)}-${d.digits(2)}`,
  flight: (d) => `${capital(d, 2)}${d.digits(4)} gate ${capital(d, 1)}${d.below(60)} seat ${1 + d.below(40)}C`,
  "serial number": (d) => `S/N ${d.text(12, UPPER + DIGITS)}`,
  cron: () => "*/15 0-6 1,15 * 1-5",
  "range of years": (d) => `19${d.digits(2)}-20${d.digits(2)}, pp. ${d.digits(3)}-${d.digits(3)}`,
  SQL: (d) => `select * from orders where id = ${d.digits(8)} and total > ${d.digits(4)}.${d.digits(2)}`,
  "semantic range": (d) => `>=${d.below(9)}.${d.below(20)}.0 <${10 + d.below(9)}.0.0`,
  "IBAN that isn't": (d) => `DE00${d.digits(18)}`,
  "card that isn't": (d) => {
    const number = noCard(d, 16);
    return `${number.slice(0, 4)} ${number.slice(4, 8)} ${number.slice(8, 12)} ${number.slice(12)}`;
  },
  "bank code": (d) => `${capital(d, 4)}DEFF${d.digits(3)}`,
  "license plate": (d) => `B-${capital(d, 2)} ${d.digits(4)}`,
  "postal code": (d) => `${d.digits(5)} Berlin, SW1A 1AA London, ${d.digits(5)}-${d.digits(4)} Austin`,
};
