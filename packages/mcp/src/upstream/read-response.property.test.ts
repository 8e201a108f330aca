import fc from "fast-check";
import { expect, test } from "vitest";
import { readReceived } from "./read-response.ts";

const member = fc.tuple(
  fc.constantFrom("jsonrpc", "id", "method", "params", "result", "error", "x", "res\\u0075lt"),
  fc.jsonValue({ maxDepth: 3 }),
);
const objectText = fc
  .array(member, { maxLength: 6 })
  .map(
    (all) =>
      `{"jsonrpc":"2.0",${[...all, ["id", 1] as const].map(([name, v]) => `"${name}": ${JSON.stringify(v)}`).join(" , ")}}`,
  );
const text = fc.oneof(
  objectText,
  fc.string(),
  fc.json(),
  fc.array(objectText, { maxLength: 3 }).map((all) => `[${all.join(",")}]`),
);

test("whatever an upstream writes is read without a throw, and a result's text is the value that was decoded", () => {
  fc.assert(
    fc.property(text, (written) => {
      const received = readReceived(written, 1);
      if (received.type === "result") expect(JSON.parse(received.raw)).toEqual(received.value);
    }),
    { numRuns: 3000 },
  );
});

test.each<[string, object]>([
  ['{"jsonrpc":"2.0","id":1,"result":{"a":1},"extra":true}', { type: "result", raw: '{"a":1}' }],
  ['{"jsonrpc":"2.0","id":1,"result":{"a":1},"result":{"b":2}}', { type: "result", raw: '{"b":2}' }],
  [
    '[{"jsonrpc":"2.0","id":2,"result":{}},{"jsonrpc":"2.0","id":1,"result":{"c":3}}]',
    { type: "result", raw: '{"c":3}' },
  ],
  [
    '{"jsonrpc":"2.0","id":1,"error":{"code":5,"message":"m","data":[1]}}',
    { type: "error", error: { code: 5, message: "m", data: [1] } },
  ],
  ['{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"m"}}', { type: "error" }],
  ['{"jsonrpc":"2.0","id":"1","result":{}}', { type: "other" }],
  ['{"jsonrpc":"2.0","method":"notifications/message"}', { type: "other", message: { type: "notification" } }],
  ['{"id":1,"result":{}}', { type: "invalid" }],
  ['{"jsonrpc":"2.0","id":1,"result":[]}', { type: "invalid" }],
])("%s is read as %j", (written, expected) => {
  expect(readReceived(written, 1)).toMatchObject(expected);
});
