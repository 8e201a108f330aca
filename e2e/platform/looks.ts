import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const SIZES = [
  { width: 360, height: 740 },
  { width: 1440, height: 900 },
] as const;
const SCHEMES = ["light", "dark"] as const;

export interface Looks {
  /** Where the picture of one look is kept. */
  readonly pictureIn: (look: string) => string;
  /** Whether pictures show the whole page and not only what is in sight. */
  readonly fullPage?: boolean;
}

/**
 * Looks at a page as it stands on a phone and on a desk, light and dark: keeps a picture of each, and holds it to axe's
 * rules (AA contrast is one) and to its own width. Soft, so that one page's fault doesn't hide another's.
 */
export async function expectGoodLooks(page: Page, { pictureIn, fullPage = false }: Looks): Promise<void> {
  for (const size of SIZES) {
    await page.setViewportSize(size);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      const path = pictureIn(`${size.width} px, ${colorScheme}`);
      await page.screenshot({ path, animations: "disabled", fullPage });
      // The legacy mode judges in the page itself; the other opens a further page for every judgement.
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      const found = violations.map(({ id, nodes }) => ({ id, at: nodes.map((node) => node.html) }));
      expect.soft(found, path).toEqual([]);
    }
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect.soft(overflow, `${size.width} px has no sideways scroll`).toBeLessThanOrEqual(0);
  }
}
