import { companies } from "./companies.ts";
import type { Company } from "./company.ts";

export interface CompanyDirectory {
  /** By exact domain, upper or lower case; undefined if unknown. Nothing else is guessed from the text. */
  find(domain: string): Company | undefined;
}

export function createCompanyDirectory(): CompanyDirectory {
  const byDomain = new Map(companies.map((company) => [company.domain, company]));
  return { find: (domain) => byDomain.get(domain.toLowerCase()) };
}
