import { agentSecurity } from "./corpus/agent-security.ts";
import { aiGovernance } from "./corpus/ai-governance.ts";
import { businessSoftware } from "./corpus/business-software.ts";
import { companyNews } from "./corpus/company-news.ts";
import { energyClimate } from "./corpus/energy-climate.ts";
import { healthAgriculture } from "./corpus/health-agriculture.ts";
import { logistics } from "./corpus/logistics.ts";
import { manufacturing } from "./corpus/manufacturing.ts";
import { robotics } from "./corpus/robotics.ts";
import { suppliers } from "./corpus/suppliers.ts";
import type { Article } from "./search-index.ts";

/** Everything `search_web` can find; invented for the demo, under names that resolve nowhere. */
export const articles: readonly Article[] = [
  ...agentSecurity,
  ...aiGovernance,
  ...businessSoftware,
  ...companyNews,
  ...energyClimate,
  ...healthAgriculture,
  ...logistics,
  ...manufacturing,
  ...robotics,
  ...suppliers,
];
