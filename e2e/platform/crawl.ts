import type { Page } from "@playwright/test";

const ID = /[a-z]{3}_[0-9a-f]{8}-[0-9a-f-]{27}/g;

/**
 * Visits every page that can be reached by links from `start` within `prefix`, at most `perPattern` of those that differ
 * only in ids or in what their address filters by, and lets `look` at each.
 */
export async function crawl(
  page: Page,
  { start, prefix, perPattern }: { readonly start: string; readonly prefix: string; readonly perPattern: number },
  look: (url: string) => Promise<void>,
): Promise<string[]> {
  const patterns = new Map<string, number>();
  const queue = [start];
  const known = new Set(queue);
  const visited: string[] = [];
  for (let url = queue.shift(); url !== undefined; url = queue.shift()) {
    const pattern = patternOf(url);
    const times = patterns.get(pattern) ?? 0;
    if (times >= perPattern) continue;
    patterns.set(pattern, times + 1);
    await page.goto(url);
    await page
      .getByRole("status", { name: /Loading/ })
      .first()
      .waitFor({ state: "detached" });
    await look(url);
    visited.push(url);
    for (const next of await linksOf(page)) {
      if (!next.startsWith(prefix) || known.has(next)) continue;
      known.add(next);
      queue.push(next);
    }
  }
  return visited;
}

function patternOf(address: string): string {
  const url = new URL(address);
  const names = [...new Set(url.searchParams.keys())].filter((name) => name === "tab" || name === "view").sort();
  return `${url.pathname.replaceAll(ID, "*")}?${names.map((name) => `${name}=${url.searchParams.get(name)}`).join("&")}`;
}

async function linksOf(page: Page): Promise<string[]> {
  const links = await page.locator("a[href]").evaluateAll((found) =>
    found.map((link) => {
      const url = new URL(link.getAttribute("href") ?? "", document.baseURI);
      url.hash = "";
      return url.href;
    }),
  );
  return [...new Set(links)];
}
