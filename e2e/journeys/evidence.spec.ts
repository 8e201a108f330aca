import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { makePeopleOrganization, openAs } from "../platform/people-organization.ts";
import { closeByRestore, readStores } from "../platform/stores.ts";
import { expect, pageUrl, test } from "../platform/test.ts";

const run = promisify(execFile);
const REPOSITORY = fileURLToPath(new URL("../..", import.meta.url));

const countersign = (args: readonly string[], env: NodeJS.ProcessEnv = process.env) =>
  run("npx", ["--no-install", "countersign", ...args], { cwd: REPOSITORY, env });

/** The separate program, without the platform. */
const verify = (file: string) => countersign(["audit", "verify", file]);

test("P49: a record proves its place in the browser, and an export verifies offline by its public key", async ({
  agent,
  owner,
  up,
}, info) => {
  const client = await agent("SDK v2, 2026-07-28");
  await client.call("demo__search_web", { query: "evidence" });

  await test.step("its proof verifies in this browser", async () => {
    await owner.goto(pageUrl(up, "/audit?kind=call"));
    await owner.locator("[data-record] a").first().click();
    await owner.getByRole("button", { name: "Verify in this browser" }).click();
    await expect(owner.getByText(/^The record stands in the tree/)).toBeVisible();
  });

  await test.step("the audit page tells where signed heads are kept, and by which keys they are signed", async () => {
    await owner.goto(pageUrl(up, "/audit"));
    await owner.getByRole("link", { name: "Signed heads" }).click();
    await expect(owner.locator("[data-sink=file]")).toContainText("Last taken");
    await expect(owner.locator("[data-key='1']")).toContainText("present");
    await countersign(["audit", "rotate-key", up.organization.name], { ...process.env, ...readStores() });
    await expect(async () => {
      await owner.reload();
      await expect(owner.locator("[data-key='1']")).toContainText("ended", { timeout: 2_000 });
    }).toPass();
    await expect(owner.locator("[data-key='2']")).toContainText("present");
  });

  await test.step("an export is whole, and one changed word is found", async () => {
    await owner.goto(pageUrl(up, "/audit"));
    const downloading = owner.waitForEvent("download");
    await owner.getByRole("link", { name: "Export JSON Lines" }).click();
    const file = info.outputPath("audit.jsonl");
    await (await downloading).saveAs(file);
    expect((await verify(file)).stdout).toMatch(/whole|unchanged/i);
    const text = await readFile(file, "utf8");
    expect(text).toContain("evidence");
    const forged = info.outputPath("forged.jsonl");
    await writeFile(forged, text.replace("evidence", "harmless"));
    await expect(verify(forged)).rejects.toMatchObject({ code: 1 });
  });
});

test("an organization that a restore has closed says so, and its owner opens it", async ({ browser, up }) => {
  const { id, name, owner: person } = await makePeopleOrganization();
  await closeByRestore(id);
  const page = await openAs(browser, up, { person, path: `/o/${name}/audit` });
  await expect(page.getByText("Every call is refused: the database was taken back")).toBeVisible();
  await page.getByRole("button", { name: "Let calls run again" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Let calls run again" }).click();
  await expect(page.getByText("Every call is refused: the database was taken back")).toBeHidden();
  await page.context().close();
});
