import { z } from "zod";
import type { AgentClient } from "../platform/agent-clients.ts";
import { expect, pageUrl, test } from "../platform/test.ts";
import type { Up } from "../platform/up-file.ts";

type Answer = Awaited<ReturnType<AgentClient["call"]>>;

const statsSchema = z.object({ calls: z.record(z.string(), z.number()) });

/** How often the upstream itself says one of its tools was called, by whichever agent. */
async function upstreamCount(up: Up, tool: string): Promise<number> {
  const response = await fetch(new URL("/stats", up.demoUrl));
  return statsSchema.parse(await response.json()).calls[tool] ?? 0;
}

/**
 * Calls until the gateway refuses, at most `most` times: what it refused with, how many calls ran before, and how many
 * of them reached the upstream. Other journeys are over by then, so nobody else calls meanwhile.
 */
async function callUntilRefused(up: Up, tool: string, { most, call }: { most: number; call: () => Promise<Answer> }) {
  const before = await upstreamCount(up, tool);
  for (let ran = 0; ran <= most; ran += 1) {
    const answer = await call();
    if (answer.isError) return { refused: answer, ran, reached: (await upstreamCount(up, tool)) - before };
  }
  throw new Error(`${tool} was called ${most + 1} times and never refused`);
}

test("the 51st search of the day is refused; 50 reached the upstream", async ({ agent, owner, up }) => {
  const client = await agent("SDK v2, 2026-07-28");
  const query = `cap ${crypto.randomUUID()}`;
  const call = () => client.call("demo__search_web", { query });
  const { refused, ran, reached } = await callUntilRefused(up, "search_web", { most: 50, call });
  expect(refused.decision).toMatchObject({
    code: "limit.calls.reached",
    limit: { kind: "calls", used: "50", max: "50" },
  });
  expect(ran).toBeGreaterThan(0);
  expect(reached).toBe(ran);

  await owner.goto(pageUrl(up, `/audit?outcome=limited&text=${encodeURIComponent(query)}`));
  await expect(owner.locator("[data-record]")).toHaveCount(1);
  await expect(owner.locator("[data-record]")).toContainText("cap");
});

test("the 41st look-up of the day is refused by its $10", async ({ agent, owner, up }) => {
  const client = await agent("SDK v1, 2025-11-25");
  const call = () => client.call("demo__lookup_company", { domain: "globex.com" });
  const { refused, ran, reached } = await callUntilRefused(up, "lookup_company", { most: 40, call });
  expect(refused.decision).toMatchObject({
    code: "limit.spend.reached",
    limit: { kind: "spend", used: "10000000", max: "10000000" },
  });
  expect(ran).toBeGreaterThan(0);
  expect(reached).toBe(ran);

  await owner.goto(pageUrl(up, "/audit?outcome=limited&operation=demo.lookup_company"));
  await expect(owner.locator("[data-record]")).toHaveCount(1);
  await owner.goto(pageUrl(up, ""));
  await expect(owner.getByText("$10.00 of $10.00")).toBeVisible();
});
