import type { JsonObject } from "@countersign/core";
import { expect, test } from "vitest";
import { maskUpstream } from "./mask-upstream.ts";
import type { CallSuccess, Upstream, UpstreamFailure, UpstreamTool } from "./types.ts";

const SECRET = "s3cret-value";
const mask = (text: string): string => text.replaceAll(SECRET, "[secret]");

const failed: UpstreamFailure = {
  ok: false,
  kind: "rpc_error",
  mayHaveRun: true,
  message: "the upstream answered with an error",
  cause: "rpc_1",
  status: 200,
  error: { code: 1, message: `bad ${SECRET}`, data: { [SECRET]: [SECRET] } },
};

function success(result: string): CallSuccess {
  return { ok: true, era: "modern", result, value: JSON.parse(result) as JsonObject, isError: false };
}

function tool(name: string, description: string): UpstreamTool {
  const definition = { name, description, inputSchema: {} };
  return { name, raw: JSON.stringify(definition), definition };
}

function upstream(answers: Partial<Upstream>): Upstream {
  const unexpected = async (): Promise<never> => {
    throw new Error("not in this test");
  };
  const nothing = { connect: unexpected, listTools: unexpected, callTool: unexpected, request: unexpected };
  return maskUpstream({ ...nothing, close: async () => undefined, ...answers }, mask);
}

const call = { name: "look", argumentsJson: "{}" };

test("a result without the secret keeps its bytes", async () => {
  const answer = success('{ "b": 1,\n "a": "ok" }');
  expect(await upstream({ callTool: async () => answer }).callTool(call)).toBe(answer);
});

test("a result with it is masked in text and value alike", async () => {
  const masked = await upstream({ callTool: async () => success(`{"text":"${SECRET}!"}`) }).callTool(call);
  expect(masked).toMatchObject({ result: '{"text":"[secret]!"}', value: { text: "[secret]!" } });
});

test("an error with it is masked whole", async () => {
  const masked = await upstream({ callTool: async () => failed }).callTool(call);
  expect(masked).toMatchObject({ error: { message: "bad [secret]", data: { "[secret]": ["[secret]"] } } });
});

test("progress with it is masked", async () => {
  const heard: unknown[] = [];
  const says = upstream({
    callTool: async ({ onProgress }) => {
      onProgress?.({ progress: 1, message: `using ${SECRET}` });
      onProgress?.({ progress: 2 });
      return success("{}");
    },
  });
  await says.callTool({ ...call, onProgress: (update) => heard.push(update) });
  expect(heard).toEqual([{ progress: 1, message: "using [secret]" }, { progress: 2 }]);
});

test("a listed tool with it in its words is masked, one with it in its name is left out", async () => {
  const tools = [tool("look", "plain"), tool("read", `with ${SECRET}`), tool(SECRET, "x")];
  const list = await upstream({ listTools: async () => ({ ok: true, era: "modern", tools, dropped: [] }) }).listTools();
  if (!list.ok) throw new Error("no list");
  expect(list.tools[0]).toBe(tools[0]);
  expect(list.tools.map(({ definition }) => definition["description"])).toEqual(["plain", "with [secret]"]);
  expect(list.dropped).toEqual(["[secret]"]);
});

test("what can't be written without it isn't passed on", async () => {
  const breaking = maskUpstream({ ...upstream({}), callTool: async () => success(`{"text":"${SECRET}"}`) }, (text) =>
    text.replace(`"${SECRET}"`, "[secret]"),
  );
  expect(await breaking.callTool(call)).toMatchObject({ ok: false, cause: "secret_echoed", mayHaveRun: true });
});
