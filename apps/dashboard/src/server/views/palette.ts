import { z } from "zod";

export const paletteHitSchema = z.object({
  kind: z.enum(["agent", "connection", "operation", "rule", "record", "approval"]),
  id: z.string(),
  title: z.string(),
  hint: z.string(),
  path: z.string().meta({ description: "Where the dashboard shows it, under `/o/{organization}`." }),
});
export type PaletteHit = z.infer<typeof paletteHitSchema>;
