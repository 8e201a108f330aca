import { expect, test } from "vitest";
import { companies } from "./companies.ts";
import { companySchema } from "./company.ts";
import { createCompanyDirectory } from "./company-directory.ts";

const directory = createCompanyDirectory();

test.each(["acme.io", "globex.com", "ACME.io"])("%s is known", (domain) => {
  expect(directory.find(domain)?.domain).toBe(domain.toLowerCase());
});

test.each(["acme.io.", "www.acme.io", "https://acme.io", "acme.io/", "xn--acme.io", "constructor", ""])(
  "%j is not taken for a known domain",
  (domain) => {
    expect(directory.find(domain)).toBeUndefined();
  },
);

test("every company is complete and has a domain of its own", () => {
  expect(new Set(companies.map((company) => company.domain)).size).toBe(companies.length);
  expect(companies.length).toBeGreaterThanOrEqual(40);
  for (const company of companies) {
    expect(companySchema.parse(company)).toEqual(company);
    for (const contact of company.contacts) expect(contact.email.endsWith(`@${company.domain}`)).toBe(true);
  }
});
