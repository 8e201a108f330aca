import { describe, expect, test } from "vitest";
import { paramHeaderProblem, paramHeadersOf } from "../wire/header-values.ts";
import { readCancelled, readListCursor, readListenFilter, readToolCall } from "./tool-call.ts";

describe("the parameters of tools/call", () => {
  test("are a name, arguments and _meta", () => {
    const read = readToolCall({ name: "echo", arguments: { a: 1 }, _meta: { progressToken: 3, x: 1 } });
    expect(read).toEqual({
      ok: true,
      call: { name: "echo", arguments: { a: 1 }, meta: { progressToken: 3, x: 1 }, progressToken: 3 },
    });
  });

  test("may lack arguments, which are then empty", () => {
    expect(readToolCall({ name: "echo" })).toMatchObject({ ok: true, call: { arguments: {}, progressToken: null } });
  });

  test.each([
    [null],
    [{}],
    [{ name: "" }],
    [{ name: 1 }],
    [{ name: "echo", arguments: [] }],
    [{ name: "echo", arguments: null }],
    [{ name: "echo", Arguments: { to: "x" } }],
    [{ name: "echo", argumentſ: {} }],
    [{ name: "echo", _meta: [] }],
    [{ name: "echo", _meta: { progressToken: {} } }],
  ])("%j are refused", (params) => {
    expect(readToolCall(params)).toMatchObject({ ok: false });
  });
});

test("small parameters are read or found wanting", () => {
  expect(readCancelled({ requestId: "a" })).toBe("a");
  expect(readCancelled({ requestId: {} })).toBeNull();
  expect(readListCursor(null)).toBeNull();
  expect(readListCursor({ cursor: "c" })).toBe("c");
  expect(readListCursor({ cursor: 5 })).toBeUndefined();
  const listen = { toolsListChanged: true };
  expect(readListenFilter({ notifications: listen })).toEqual({ ...listen, namesTasks: false });
  expect(readListenFilter({ notifications: { taskIds: [] } })).toEqual({ toolsListChanged: false, namesTasks: true });
  expect(readListenFilter({})).toBeNull();
});

describe("parameters that travel in headers", () => {
  const property = (type: string, name: string): Record<string, string> => ({ type, "x-mcp-header": name });
  const schema = {
    type: "object",
    properties: {
      region: property("string", "Region"),
      limit: property("integer", "Limit"),
      deep: { type: "object", properties: { flag: property("boolean", "Flag") } },
      list: { type: "array", items: property("string", "Item") },
      odd: property("string", "has space"),
      object: property("object", "Object"),
    },
  };

  test("are those declared on primitive properties under properties", () => {
    expect(paramHeadersOf(schema).map(({ header }) => header)).toEqual([
      "Mcp-Param-Region",
      "Mcp-Param-Limit",
      "Mcp-Param-Flag",
    ]);
  });

  const args = { region: "eu", limit: 42, deep: { flag: true } };
  test.each([
    [{ "mcp-param-region": "eu", "mcp-param-limit": "42", "mcp-param-flag": "true" }, null],
    [{ "mcp-param-region": "=?base64?ZXU=?=", "mcp-param-limit": "42.0", "mcp-param-flag": "true" }, null],
    [{ "mcp-param-region": "us", "mcp-param-limit": "42", "mcp-param-flag": "true" }, "Region"],
    [{ "mcp-param-region": "eu", "mcp-param-limit": "43", "mcp-param-flag": "true" }, "Limit"],
    [{ "mcp-param-region": "eu", "mcp-param-limit": "42" }, "Flag"],
    [{ "mcp-param-region": "=?base64?!?=", "mcp-param-limit": "42", "mcp-param-flag": "true" }, "Region"],
  ])("%j: the disagreement is %j", (headers, problem) => {
    const found = paramHeaderProblem(schema, args, headers);
    if (problem === null) expect(found).toBeNull();
    else expect(found).toContain(problem);
  });

  test("need no header when the argument is absent or null", () => {
    expect(paramHeaderProblem(schema, { region: null }, {})).toBeNull();
  });
});
