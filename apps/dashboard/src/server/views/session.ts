import type { LabelledSession } from "@countersign/usecases";
import { z } from "zod";

export const sessionLabelSchema = z.object({
  label: z.string(),
  ruleId: z.string().meta({ description: "The rule that set it last." }),
  since: z.string().meta({ description: "Since when the session has it without a break." }),
  until: z.string(),
});

export const sessionSchema = z.object({
  id: z.string().meta({ description: "The instance or the agent whose session it is; clear it by this id." }),
  instanceName: z
    .string()
    .nullable()
    .meta({ description: "Null for the agent's own session, which declared instances share." }),
  labels: z
    .array(sessionLabelSchema)
    .nullable()
    .meta({ description: "Null while they can't be read: then conditions on them count as failed." }),
});

export type SessionView = z.infer<typeof sessionSchema>;

export function sessionView({ id, instanceName, labels }: LabelledSession): SessionView {
  const shown = labels?.map(({ label, ruleId, sinceMs, untilMs }) => {
    return { label, ruleId, since: new Date(sinceMs).toISOString(), until: new Date(untilMs).toISOString() };
  });
  return { id, instanceName, labels: shown ?? null };
}
