import { z } from "zod";

export const companySchema = z.object({
  name: z.string(),
  domain: z.string(),
  industry: z.string(),
  employees: z.number().int(),
  revenue: z.string().describe("Yearly revenue as a band in US dollars"),
  headquarters: z.string(),
  founded: z.number().int(),
  technologies: z.array(z.string()),
  contacts: z.array(z.object({ name: z.string(), role: z.string(), email: z.string() })),
});

export type Company = z.infer<typeof companySchema>;
