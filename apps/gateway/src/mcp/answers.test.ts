import { refusal } from "@countersign/contracts";
import { describe, expect, it } from "vitest";
import type { ApprovalView } from "../approvals/approval-desk.ts";
import type { CallAnswer } from "../pipeline/call.ts";
import { type AnswerTarget, toolAnswer, transportRefusal } from "./answers.ts";

const CHALLENGE = 'Bearer resource_metadata="http://gateway/.well-known/oauth-protected-resource/mcp"';
const target: AnswerTarget = {
  era: "modern",
  id: 7,
  hasOutputSchema: false,
  takesTasks: false,
  toolName: "first__echo",
  challenge: CHALLENGE,
};

function written(answer: CallAnswer, change: Partial<AnswerTarget> = {}) {
  const { status, headers, body } = toolAnswer(answer, { ...target, ...change });
  return { status, headers, message: JSON.parse(body?.toString("utf8") ?? "null") };
}

const denied = refusal("policy.rule.denied", "Not today.", { rules: ["no"], recordId: "rec_1" });
const pending = refusal("approval.request.pending", "Ask a person.", { rules: ["ask"] });
const waiting: ApprovalView = {
  ...{ id: "apr_1", organizationId: "org_1", state: "pending", agentId: "agt_1", instanceId: null, instanceName: "" },
  ...{ keyId: "key_1", connectionId: "con_1", connectionName: "first", operationName: "echo", definitionHash: "" },
  ...{ surface: "mcp", clientName: null, clientVersion: null, idempotencyHash: null, argumentsText: "{}" },
  ...{ argumentsHash: "", labels: [], agentReason: null, ruleIds: ["ask"], requirementHash: "", recordId: null },
  ...{ requestedAtMs: 1_000, expiresAtMs: 61_000, permitUntilMs: null, decidedAtMs: null, deliveredAtMs: null },
  ...{ reason: null, onExpireText: null, onDenyText: null },
};

describe("a call's answer in MCP's words", () => {
  it("a result goes out as it came in", () => {
    const raw = '{"content":[{"type":"text","text":"hi"}],"structuredContent":{"n":1.50}}';
    const { body } = toolAnswer({ kind: "result", raw, recordId: "rec_1" }, target);
    expect(body?.toString("utf8")).toContain('"structuredContent":{"n":1.50}');
  });

  it.each(["modern", "legacy"] as const)(
    "a denial is a tool error with its sentence and the whole decision (%s)",
    (era) => {
      const { status, message } = written({ kind: "refused", refusal: denied }, { era, hasOutputSchema: true });
      expect(status).toBe(200);
      expect(message.result).toMatchObject({ isError: true, content: [{ type: "text", text: "Not today." }] });
      expect(message.result._meta["io.countersign/decision"]).toEqual(denied);
      expect(message.result).not.toHaveProperty("structuredContent");
    },
  );

  it.each([
    [false, false],
    [true, true],
  ])("a ticket, for a tool with an output schema %s, is an error %s", (hasOutputSchema, isError) => {
    const { message } = written({ kind: "pending", refusal: pending, approval: waiting }, { hasOutputSchema });
    expect(message.result.isError ?? false).toBe(isError);
    expect(message.result.content[0].text).toBe("Ask a person.");
    expect(message.result._meta["io.countersign/decision"].code).toBe("approval.request.pending");
  });

  it("a call that waits is a task only for who takes tasks, with its times and the decision", () => {
    const { message } = written({ kind: "pending", refusal: pending, approval: waiting }, { takesTasks: true });
    expect(message.result).toEqual({
      resultType: "task",
      taskId: "apr_1",
      status: "working",
      statusMessage: "Waiting for a person to approve this call.",
      createdAt: "1970-01-01T00:00:01.000Z",
      lastUpdatedAt: "1970-01-01T00:00:01.000Z",
      ttlMs: 60_000,
      pollIntervalMs: 5_000,
      _meta: { "io.countersign/decision": pending },
    });
  });

  it("a configured answer is said in place of the refusal, which stays beside it", () => {
    const { message } = written({ kind: "responded", text: "Not sent.", refusal: denied });
    expect(message.result.content[0].text).toBe("Not sent.");
    expect(message.result.isError ?? false).toBe(false);
    expect(message.result._meta["io.countersign/decision"].code).toBe("policy.rule.denied");
  });

  it("an unknown tool is -32602 and an unknown session 404, with the request's id", () => {
    expect(written({ kind: "unknown_operation" }).message).toMatchObject({ id: 7, error: { code: -32602 } });
    expect(written({ kind: "no_session" }, { era: "legacy" }).status).toBe(404);
  });

  it("a bad credential is 401 with the pointer, a wrong instance 403 without", () => {
    const bad = written({ kind: "refused", refusal: refusal("auth.credential.invalid", "No.") });
    expect(bad.status).toBe(401);
    expect(bad.headers["www-authenticate"]).toBe(CHALLENGE);
    const wrong = written({ kind: "refused", refusal: refusal("auth.instance.mismatch", "No.") });
    expect(wrong.status).toBe(403);
    expect(wrong.headers).not.toHaveProperty("www-authenticate");
  });

  it("what the platform can't decide is -32603 with a hint when to retry, in whole seconds", () => {
    const away = refusal("platform.decision.unavailable", "Later.", { retryAfterMs: 1_500 });
    const { status, headers, message } = written({ kind: "refused", refusal: away });
    expect(status).toBe(200);
    expect(headers["retry-after"]).toBe("2");
    expect(message.error).toMatchObject({ code: -32603, message: "Later.", data: { retryAfterMs: 1_500 } });
  });

  it("a refusal of a request as a whole needs no id", () => {
    const { body } = transportRefusal(refusal("kill.switch.on", "Stopped."), null, CHALLENGE);
    expect(JSON.parse(body?.toString("utf8") ?? "null")).toMatchObject({
      id: null,
      error: { code: -32600, message: "Stopped.", data: { code: "kill.switch.on" } },
    });
  });
});
