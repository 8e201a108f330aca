import { z } from "zod";
import { expect, pageUrl, test } from "../platform/test.ts";

const statsSchema = z.object({ calls: z.record(z.string(), z.number()) });

/** How often the upstream itself says one of its tools was called. */
async function upstreamCount(demoUrl: string, tool: string): Promise<number> {
  const response = await fetch(new URL("/stats", demoUrl));
  return statsSchema.parse(await response.json()).calls[tool] ?? 0;
}

test("the 51st search of the day is refused; 50 reached the upstream", async ({ agent, owner, up }) => {
  const client = await agent("SDK v2, 2026-07-28");
  const query = `cap ${crypto.randomUUID()}`;
  let done = await upstreamCount(up.demoUrl, "search_web");
  expect(done).toBeLessThan(50);
  for (; done < 50; done += 1) {
    expect((await client.call("demo__search_web", { query })).isError, `search ${done + 1}`).toBe(false);
  }
  const refused = await client.call("demo__search_web", { query });
  expect(refused.isError).toBe(true);
  expect(refused.decision).toMatchObject({
    code: "limit.calls.reached",
    limit: { kind: "calls", used: "50", max: "50" },
  });
  expect(await upstreamCount(up.demoUrl, "search_web")).toBe(50);

  await owner.goto(pageUrl(up, `/audit?outcome=limited&text=${encodeURIComponent(query)}`));
  await expect(owner.locator("[data-record]")).toHaveCount(1);
  await expect(owner.locator("[data-record]")).toContainText("cap");
});

test("the 41st look-up of the day is refused by its $10", async ({ agent, owner, up }) => {
  const client = await agent("SDK v1, 2025-11-25");
  let done = await upstreamCount(up.demoUrl, "lookup_company");
  expect(done).toBeLessThan(40);
  for (; done < 40; done += 1) {
    expect((await client.call("demo__lookup_company", { domain: "globex.com" })).isError, `look-up ${done + 1}`).toBe(
      false,
    );
  }
  const refused = await client.call("demo__lookup_company", { domain: "globex.com" });
  expect(refused.isError).toBe(true);
  expect(refused.decision).toMatchObject({
    code: "limit.spend.reached",
    limit: { kind: "spend", used: "10000000", max: "10000000" },
  });
  expect(await upstreamCount(up.demoUrl, "lookup_company")).toBe(40);

  await owner.goto(pageUrl(up, "/audit?outcome=limited&operation=demo.lookup_company"));
  await expect(owner.locator("[data-record]")).toHaveCount(1);
  await owner.goto(pageUrl(up, ""));
  await expect(owner.getByText("$10.00 of $10.00")).toBeVisible();
});
