import { buyers } from "./buyers.ts";
import type { Company } from "./company.ts";
import { makers } from "./makers.ts";
import { serviceCompanies } from "./service-companies.ts";

/** All invented. Only acme.io and globex.com, which the demo rules name, look like real domains. */
export const companies: readonly Company[] = [...makers, ...buyers, ...serviceCompanies];
