import { describe, expect, test } from "vitest";
import { createLogger, type Logger } from "./logger.ts";

const canary = "cAnArY0123456789";

function written(work: (logger: Logger) => void): string {
  const lines: string[] = [];
  work(createLogger({ name: "test", level: "trace", destination: { write: (line) => void lines.push(line) } }));
  return lines.join("");
}

const secretsByName: Record<string, unknown> = {
  authorization: canary,
  Cookie: canary,
  "set-cookie": [canary],
  password: canary,
  newPassword: { value: canary },
  token: canary,
  accessToken: canary,
  refresh_tokens: [canary, canary],
  clientSecret: canary,
  NEXTAUTH_SECRET: canary,
  COUNTERSIGN_MASTER_KEY: canary,
  key: canary,
  "x-api-key": canary,
  "Countersign-Key": `csk_abc_def_${canary}`,
  credentials: { nested: [{ deep: canary }] },
};

const secretsByShape: Record<string, string> = {
  "an agent key": `csk_0000000000_000000000000_${canary}`,
  "a management token": `csm_0000000000_000000000000_${canary}`,
  "a header": `Authorization: Bearer ${canary}.${canary}`,
  "basic credentials": `basic ${canary}==`,
  "a database URL": `postgres://owner:${canary}@127.0.0.1:5432/app`,
  "a Slack token": `xoxb-${canary}-1`,
  "a JWT": `eyJhbGciOiJIUzI1NiJ9.${canary}.${canary}`,
  "a private key": `-----BEGIN PRIVATE KEY-----\n${canary}\n-----END PRIVATE KEY-----`,
};

describe("a secret is never written", () => {
  test.each(Object.entries(secretsByName))("under the name %s", (name, value) => {
    const out = written((logger) => {
      logger.info({ [name]: value }, "field");
      logger.info({ headers: { [name]: value } }, "nested field");
      logger
        .child({ request: { [name]: value } })
        .child({ [name]: value })
        .warn("binding");
    });
    expect(out.split("\n").filter(Boolean)).toHaveLength(3);
    expect(out).not.toContain(canary);
  });

  test.each(Object.entries(secretsByShape))("in the shape of %s", (_shape, text) => {
    const failure = Object.assign(new Error(text, { cause: new TypeError(text) }), { response: { body: text } });
    const out = written((logger) => {
      logger.info(text);
      logger.info({ note: text }, "said %s and %o", text, { text });
      logger.error(failure);
      logger.error({ err: failure, list: [text], map: new Map([["x", text]]) }, "failed");
      logger.child({ text }).fatal({}, text);
    });
    expect(out.split("\n").filter(Boolean)).toHaveLength(5);
    expect(out).not.toContain(canary);
  });
});

test("counts and plain words stay readable", () => {
  const out = written((logger) => logger.info({ inputTokens: 12, keyId: "key_1", amountMicros: 4000n }, "settled"));
  expect(JSON.parse(out)).toMatchObject({ inputTokens: 12, keyId: "key_1", amountMicros: "4000", msg: "settled" });
});

test("a line is one line of JSON, whatever it says", () => {
  const hostile = 'a\nb\r\t\u0000\u001b[31m\u007f\u0085\u2028\u202e"\\';
  const out = written((logger) => logger.info({ [hostile]: hostile }, hostile));
  expect(out.trimEnd()).toMatch(/^[\u0020-\u007e]*$/);
  expect(JSON.parse(out)).toMatchObject({ msg: hostile, [hostile]: hostile });
});

test("circles and depth do not stop a line", () => {
  const circle: Record<string, unknown> = { name: "circle" };
  circle["self"] = circle;
  const out = written((logger) => logger.info({ circle, at: new Date(0), bytes: new Uint8Array(3) }, "round"));
  expect(JSON.parse(out)).toMatchObject({
    circle: { self: "[circular]" },
    at: "1970-01-01T00:00:00.000Z",
    bytes: "[3 bytes]",
  });
});

test("a line names its process, level and time", () => {
  const line = JSON.parse(written((logger) => logger.warn("late")));
  expect(line).toMatchObject({ name: "test", level: "warn", msg: "late" });
  expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
});
