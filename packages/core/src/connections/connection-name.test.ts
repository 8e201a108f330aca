import { expect, test } from "vitest";
import { suggestConnectionName, titleFromName } from "./connection-name.ts";

const CASES: [string, string, string[], string][] = [
  ["", "mcp.linear.app", [], "linear"],
  ["", "api.githubcopilot.com", [], "githubcopilot"],
  ["", "mcp.example.co.uk", [], "example"],
  ["", "localhost", [], "localhost"],
  ["", "127.0.0.1", [], "server"],
  ["", "[::1]", [], "server"],
  ["", "xn--mnchen-3ya.example", [], "server"],
  ["GitHub issues", "mcp.example.com", [], "github-issues"],
  ["Übersicht 2", "mcp.example.com", [], "ubersicht-2"],
  ["42", "mcp.acme.io", [], "acme"],
  ["countersign", "mcp.acme.io", [], "acme"],
  ["", "mcp.linear.app", ["linear"], "linear-2"],
  ["", "mcp.linear.app", ["linear", "linear-2"], "linear-3"],
  ["a".repeat(40), "x.y", ["a".repeat(31)], `${"a".repeat(29)}-2`],
];

test.each(CASES)("title %j at %s beside %j is named %s", (title, hostname, taken, expected) => {
  expect(suggestConnectionName({ title, hostname }, new Set(taken))).toBe(expected);
});

test("a title is the name in words", () => {
  expect(titleFromName("github-issues")).toBe("Github issues");
});
