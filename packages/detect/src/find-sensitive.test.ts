import { formatKey } from "@countersign/core";
import { describe, expect, it } from "vitest";
import type { DetectorName } from "./detector-names.ts";
import { findSensitive } from "./find-sensitive.ts";

const CARD = "4111111111111111";
const GITHUB = `ghp_${"aB3dE6gH9j".repeat(4).slice(0, 36)}`;
const JWT = `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${"dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P"}`;
const OWN = formatKey({
  kind: "csk",
  organizationRef: "0123456789",
  keyRef: "abcdefghijkl",
  secret: "abcdefghij".repeat(5).slice(0, 43),
});
const PEM = `-----BEGIN RSA PRIVATE KEY-----\n${"MIIEowIBAAKCAQEA0Z3VS5JJcds3xfn".repeat(4)}\n-----END RSA PRIVATE KEY-----`;

/** What is left of a text when everything found is taken out. */
function masked(text: string, ...names: DetectorName[]): string {
  let out = "";
  let from = 0;
  for (const { start, end, name } of findSensitive(text, names)) {
    out += `${text.slice(from, start)}[${name}]`;
    from = end;
  }
  return out + text.slice(from);
}

describe("P62: secrets and cards that stand plainly are all found", () => {
  it.each([
    ["AWS", "AKIAIOSFODNN7EXAMPLE"],
    [
      "AWS secret",
      "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    ],
    ["GitHub", GITHUB],
    ["GitHub fine-grained", `github_pat_${"11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz0123456789"}`],
    ["GitLab", "glpat-abcDEF123456789_-xyz"],
    ["Slack", "xoxb-123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx"],
    ["Slack hook", "https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX", "B00000000/XXXX"],
    ["Stripe", ["sk", "live", "4eC39HqLyjWDarjtT1zdp7dc"].join("_")],
    ["Google", "AIzaSyDaGmWKa4JsXZ-HjGw7ISLn_3namBGewQe"],
    ["OpenAI", `sk-proj-${"Ab3".repeat(20)}`],
    ["OpenAI, old", `sk-${"Ab3dEf9h".repeat(6)}`],
    ["Anthropic", `sk-ant-api03-${"Ab3-".repeat(20)}AA`],
    ["npm", `npm_${"aB3dE6gH9j".repeat(4).slice(0, 36)}`],
    ["SendGrid", `SG.${"abcdefghijklmnop123456"}.${"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn123"}`],
    ["Twilio", `SK${"0123456789abcdef".repeat(2)}`],
    ["Telegram", "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"],
    ["JWT", JWT],
    ["our own", OWN],
    ["private key", PEM, "MIIEowIBAAKCAQEA0Z3VS5JJcds3xfn"],
    ["private key, cut off", PEM.slice(0, 80), "MIIEowIBAAKCAQEA0Z3"],
    ["private key, escaped", JSON.stringify({ key: PEM }), "MIIEowIBAAKCAQEA0Z3VS5JJcds3xfn"],
    ["connection", "postgres://app:s3cr3t-Pa55@db.internal:5432/app", "s3cr3t-Pa55"],
    ["redis", "redis://:p4ssw0rd@cache:6379", "p4ssw0rd"],
    ["bearer", "Authorization: Bearer abcDEF123456ghiJKL789", "abcDEF123456ghiJKL789"],
    ["basic", "Authorization: Basic dXNlcjpwYXNzd29yZA==", "dXNlcjpwYXNzd29yZA"],
    ["password", "password=hunter2", "hunter2"],
    ["password in JSON", '{"db_password": "correct horse 9"}', "correct horse 9"],
    ["password in prose", "the password is Tr0ub4dor&3.", "Tr0ub4dor&3"],
    ["password of words", "password: swordfish\n", "swordfish"],
    ["flag", "mysql -u root --password S3cure!pass db", "S3cure!pass"],
    ["XML", "<password>Pa55w0rd!</password>", "Pa55w0rd!"],
    ["Azure", `AccountKey=${"Ab3+dEf9HiJ/".repeat(7)}Ab==;`, "Ab3+dEf9"],
    ["token", 'api_key: "9f86d081884c7d659a2feaa0c55ad015"', "9f86d081884c7d659a2feaa0c55ad015"],
  ])("secrets: %s", (_, text, secret = text) => {
    expect(masked(`before ${text} after`, "secrets")).not.toContain(secret);
  });

  it.each([
    ["plain", CARD],
    ["spaced", "4111 1111 1111 1111"],
    ["dashed", "5555-5555-5555-4444"],
    ["Amex", "3782 822463 10005"],
    ["Diners", "3056 930902 5904"],
    ["Discover", "6011000990139424"],
    ["JCB", "3530 1113 3330 0000"],
    ["UnionPay", "6200000000000005"],
    ["2-series", "2223003122003222"],
    ["dotted", "4111.1111.1111.1111"],
    ["pairs", "41 11 11 11 11 11 11 11"],
    ["digits apart", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"],
    ["over two lines", "4111 1111\n1111 1111"],
    ["full-width", "４１１１１１１１１１１１１１１１"],
    ["Arabic digits", "٤١١١١١١١١١١١١١١١"],
    ["zero-width", [...CARD].join("\u200b")],
    ["no-break spaces", "4111\u00a01111\u00a01111\u00a01111"],
    ["percent-encoded", "4111%201111%201111%201111"],
    ["escaped", "\\u0034111111111111111"],
    ["escaped line", "pan:\\n4111111111111111\\n"],
    ["base64", btoa("card 4111111111111111 exp 12/29")],
    ["hexadecimal", [...`card ${CARD}`].map((char) => char.charCodeAt(0).toString(16)).join("")],
    ["with its date", "4111 1111 1111 1111 12/29 123"],
    ["JSON", `{"n":${CARD}}`],
  ])("cards: %s", (_, text) => {
    const out = masked(text, "pii.card");
    expect(out).toContain("[pii.card]");
    expect(out).not.toContain("1111");
  });
});

describe("P62: personal data is found", () => {
  it.each([
    ["pii.email", "jane.doe+x@example.co.uk"],
    ["pii.email", "<jane@example.com>"],
    ["pii.email", "jane [at] example [dot] com"],
    ["pii.email", "jane%40example.com"],
    ["pii.email", "jane&#64;example.com"],
    ["pii.email", "jane＠example.com"],
    ["pii.email", "用户@例子.广告"],
    ["pii.email", "ja\u200bne@example.com"],
    ["pii.iban", "DE89 3704 0044 0532 0130 00"],
    ["pii.iban", "GB82WEST12345698765432"],
    ["pii.iban", "fr14-2004-1010-0505-0001-3m02-606"],
    ["pii.phone", "+49 30 901820"],
    ["pii.phone", "+1 (415) 555-2671"],
    ["pii.phone", "(415) 555-2671"],
    ["pii.phone", "415-555-2671"],
    ["pii.phone", "phone: 4155552671"],
    ["pii.phone", "07700 900123"],
    ["pii.phone", "06 12 34 56 78"],
    ["pii.phone", "0049 30 901820"],
    ["pii.ssn", "123-45-6789"],
    ["pii.ssn", "SSN 123456789"],
    ["pii.ssn", "123 45 6789"],
    ["pii.ssn", "AB 12 34 56 C"],
    ["pii.ssn", "12345678Z"],
    ["pii.ssn", "111.444.777-35"],
    ["pii.ip", "203.0.113.7"],
    ["pii.ip", "2001:db8::8a2e:370:7334"],
    ["pii.ip", "[2001:db8:0:0:0:0:0:1]:443"],
  ] as const)("%s: %s", (name, text) => {
    const out = masked(`Reach ${text} today`, name);
    expect(out).toContain(`[${name}]`);
    expect(out.replaceAll(`[${name}]`, "")).not.toMatch(/\d{4}|jane|ja\u200b/);
  });
});

describe("P62: look-alikes are left alone", () => {
  it.each([
    "550e8400-e29b-41d4-a716-446655440000",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "2026-11-22T09:41:07.123Z",
    "1763804467123",
    "1763804467123456",
    "order 4111111111111112",
    "9781402894626 ISBN 978-3-16-148410-0",
    "v1.2.3.4 and version 10.0.19041.1",
    "Password: must be at least 12 characters long",
    "The password is required.",
    "Forgot password? Reset password here.",
    "token: string; secret: boolean",
    `password=$${"{DB_PASSWORD}"}`,
    "password: ********",
    "api_key = YOUR_API_KEY",
    "export TOKEN=$GITHUB_TOKEN",
    "const token = process.env.TOKEN",
    "max_tokens=4096, total tokens: 15234",
    "the bearer of this letter; basic training",
    "git@github.com:acme/robots.git",
    "npm i left-pad@1.3.0 @scope/pkg@2.0.1",
    "icon@2x.png",
    "@alice mentioned @bob",
    "127.0.0.1 255.255.255.0 0.0.0.0",
    "12:30:45 and std::array::begin",
    "00:1b:44:11:3a:b7",
    "3.14159265358979",
    "0.4111111111111111",
    "pk_live_abcdefghijklmnop1234",
    "-----BEGIN PUBLIC KEY-----",
    "-----BEGIN CERTIFICATE-----",
    "https://example.com:8080/path@v2",
    "000-12-3456 666-12-3456 123-00-4567",
    "$1,234,567.89",
    "2026-11-22 12:30:11",
    "01/02/2026 – 03.04.2026",
    "GB00WEST12345698765432",
    "100 200 300 400",
    "lorem ipsum dolor sit amet",
  ])("%s", (text) => {
    expect(findSensitive(text, ["secrets", "pii"])).toEqual([]);
  });
});

describe("findings", () => {
  it("never overlap, are in order, and name what was asked for only", () => {
    const text = `mail jane@example.com, card ${CARD}, key ${GITHUB}`;
    expect(findSensitive(text, ["pii"]).map(({ name }) => name)).toEqual(["pii.email", "pii.card"]);
    expect(findSensitive(text, ["secrets"]).map(({ name }) => name)).toEqual(["secrets"]);
    expect(findSensitive(text, [])).toEqual([]);
  });

  it("find keys that are broken over lines or glued from pieces", () => {
    expect(masked(`x ${GITHUB.slice(0, 20)}\n  ${GITHUB.slice(20)} y`, "secrets")).toBe("x [secrets] y");
    expect(masked(`"${GITHUB.slice(0, 20)}" + "${GITHUB.slice(20)}"`, "secrets")).toBe('"[secrets]"');
  });
});
