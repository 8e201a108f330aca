import { refusal } from "@countersign/contracts";
import { TRPCClientError } from "@trpc/client";
import { describe, expect, it } from "vitest";
import { fieldAmong, serverProblems } from "./server-problems.ts";

const fieldOf = (path: string) => fieldAmong(["name", "tags"], path);

function refused(problems: { path: string; message: string; fix?: string }[]): TRPCClientError<never> {
  const data = { refusal: refusal("request.body.invalid", "The input can't be used.", { problems }) };
  return TRPCClientError.from({ error: { message: "refused", code: -32600, data } } as never);
}

describe("what the server refused", () => {
  it("stands at its field, the rest above the button", () => {
    const problems = serverProblems(
      refused([
        { path: "name", message: "Already taken.", fix: "Choose another." },
        { path: "name", message: "Too long." },
        { path: "tags.1", message: "Not a word." },
        { path: "expiresAt", message: "In the past." },
      ]),
      fieldOf,
    );
    expect(problems.fields).toEqual([
      { path: "name", message: "Already taken. Choose another." },
      { path: "tags", message: "Not a word." },
    ]);
    expect(problems.rest).toBe("expiresAt: In the past.");
  });

  it("is told whole when it names no field", () => {
    expect(serverProblems(refused([]), fieldOf)).toEqual({ fields: [], rest: "The input can't be used." });
  });

  it("is said to be the network when nothing answered", () => {
    expect(serverProblems(new TypeError("Failed to fetch"), fieldOf).rest).toMatch(/didn't answer/);
  });
});
