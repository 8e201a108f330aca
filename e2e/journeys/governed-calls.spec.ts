import { CLIENTS } from "../platform/agent-clients.ts";
import { expect, pageUrl, test } from "../platform/test.ts";

for (const kind of CLIENTS) {
  test.describe(kind, () => {
    test("sees only the tools its policy may allow", async ({ agent }) => {
      const client = await agent(kind);
      const tools = await client.listTools();
      expect(tools).toEqual(expect.arrayContaining(["demo__search_web", "demo__lookup_company", "demo__send_email"]));
      expect(tools).not.toContain("demo__query_database");
    });

    test("a search is allowed, runs, and is found in the audit", async ({ agent, owner, up }) => {
      const query = `gripper suppliers ${crypto.randomUUID()}`;
      const answer = await (await agent(kind)).call("demo__search_web", { query });
      expect(answer.isError).toBe(false);

      await owner.goto(pageUrl(up, `/audit?text=${encodeURIComponent(query)}`));
      const row = owner.locator("[data-record]");
      await expect(row).toHaveCount(1);
      await expect(row).toContainText("allowed");
      await expect(row).toContainText("$0.004");
      await row.click();
      await expect(owner.getByRole("heading", { name: "demo.search_web" })).toBeVisible();
      await expect(owner.getByRole("dialog")).toContainText("web-search");
    });

    test("a look-up off the list is denied with a reason it can act on", async ({ agent, owner, up }) => {
      const domain = `${crypto.randomUUID()}.example`;
      const client = await agent(kind);
      const denied = await client.call("demo__lookup_company", { domain });
      expect(denied.isError).toBe(true);
      expect(denied.decision?.code).toBe("policy.default.denied");
      expect(denied.text).toContain("lookup-icp-only");
      expect(denied.structured).toBeUndefined();

      await owner.goto(pageUrl(up, `/audit?outcome=denied&text=${domain}`));
      const row = owner.locator("[data-record]");
      await expect(row).toHaveCount(1);
      expect(await row.getAttribute("data-record")).toBe(denied.decision?.recordId);
      await row.click();
      await expect(owner.getByRole("region", { name: "Why" }).getByText("No rule allows it.")).toBeVisible();
    });

    test("a look-up on the list is allowed", async ({ agent }) => {
      const answer = await (await agent(kind)).call("demo__lookup_company", { domain: "acme.io" });
      expect(answer.isError).toBe(false);
      expect(JSON.stringify(answer.structured ?? answer.text)).toContain("acme.io");
    });
  });
}

test("a call appears on the overview by itself, within a second or so", async ({ agent, owner, up }) => {
  await owner.goto(pageUrl(up, ""));
  await expect(owner.getByRole("banner").getByRole("status").filter({ hasText: "Live" })).toBeVisible();
  const query = `live ${crypto.randomUUID()}`;
  await (await agent("SDK v2, 2026-07-28")).call("demo__search_web", { query });
  await expect(owner.locator("[data-record]").filter({ hasText: query })).toBeVisible({ timeout: 3_000 });
});
