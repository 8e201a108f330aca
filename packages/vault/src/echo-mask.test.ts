import { expect, test } from "vitest";
import { createEchoMask } from "./echo-mask.ts";
import { Secret } from "./secret.ts";

const SECRETS = ["sk-live_9f8e7d6c5b4a", 'odd "quoted"/slashed+plus\\back', "ünïcödé-secret", "a.b*c(d)[e]{f}^$|?"];
const base64 = (text: string) => Buffer.from(text, "utf8").toString("base64");

const ECHOES: [string, (secret: string) => string][] = [
  ["plain", (secret) => `Bearer ${secret} was refused`],
  ["in JSON", (secret) => JSON.stringify({ authorization: `Bearer ${secret}` })],
  ["in JSON within JSON's text", (secret) => JSON.stringify({ text: JSON.stringify([secret]) })],
  ["percent-encoded", (secret) => `https://x/?token=${encodeURIComponent(secret)}`],
  ["percent-encoded in lower case", (secret) => encodeURIComponent(secret).replaceAll(/%../g, (c) => c.toLowerCase())],
  ["base64", (secret) => base64(secret)],
  ["base64 of a header", (secret) => base64(`Authorization: Bearer ${secret}\r\n`)],
  ["base64 of basic authentication", (secret) => base64(`u:${secret}`)],
  ["base64 for URLs", (secret) => Buffer.from(`xy${secret}`, "utf8").toString("base64url")],
  ["hex", (secret) => Buffer.from(secret, "utf8").toString("hex")],
  ["as a form", (secret) => new URLSearchParams({ token: secret }).toString()],
];

test.each(ECHOES)("a secret that comes back %s is taken out", (_name, echo) => {
  for (const secret of SECRETS) {
    const masked = createEchoMask(new Secret(secret))(echo(secret));
    expect(masked).toContain("[secret]");
    expect(masked).not.toContain(secret);
  }
});

test("text without the secret stays as it was", () => {
  const mask = createEchoMask(new Secret("sk-live_9f8e7d6c5b4a"));
  const text = '{"result":"sk-live_other","list":["9f8e7d6c5b4"]}';
  expect(mask(text)).toBe(text);
});

test("what is left of JSON is JSON", () => {
  for (const secret of SECRETS) {
    const text = JSON.stringify({ secret, nested: [`x${secret}y`] });
    expect(JSON.parse(createEchoMask(new Secret(secret))(text))).toEqual({
      secret: "[secret]",
      nested: ["x[secret]y"],
    });
  }
});
