import { aiGovernance } from "./corpus/ai-governance.ts";
import type { Article } from "./search-index.ts";

/** Everything `search_web` can find; invented for the demo, under names that resolve nowhere. */
export const articles: readonly Article[] = [...aiGovernance];
