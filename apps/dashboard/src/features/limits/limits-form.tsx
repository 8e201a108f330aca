"use client";

import { Section, useToast } from "@countersign/ui";
import { z } from "zod";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormTextArea } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { limitLines, readLimitLines, type WrittenLimit } from "./limit-lines.ts";

const limitsSchema = z.object({
  limits: z.string().superRefine((text, context) => {
    const read = readLimitLines(text);
    if (!read.ok) context.addIssue({ code: "custom", message: read.problem });
  }),
});

interface LimitsFormProps {
  readonly limits: readonly WrittenLimit[];
  readonly description: string;
  readonly mayChange: boolean;
  /** Resolves with whether every gateway decides by it. */
  readonly onSave: (limits: WrittenLimit[]) => Promise<boolean>;
}

/** The limits that an agent or a connection has of its own, one a line. */
export function LimitsForm({ limits, description, mayChange, onSave }: LimitsFormProps) {
  const say = useToast();
  const form = useZodForm(limitsSchema, {
    defaultValues: { limits: limitLines(limits) },
    fieldOf: (path) => (path.startsWith("limits") ? "limits" : null),
    guard: true,
    onSubmit: async (values) => {
      const read = readLimitLines(values.limits);
      if (!read.ok) return;
      const isInForce = await onSave(read.limits);
      form.methods.reset({ limits: limitLines(read.limits) });
      say(isInForce ? "Saved. They hold for the next call." : "Saved. Some gateways still have to hear of it.");
    },
  });
  return (
    <Section title="Limits of its own" description={description}>
      {mayChange ? (
        <form className="mt-4 grid max-w-[640px] gap-4" onSubmit={form.submit} noValidate>
          <FormTextArea
            form={form}
            name="limits"
            label="Limits, one a line"
            hint="As in a rule: calls: 50, per: day · spend: $5, per: month · calls: 2, every: 10s · concurrency: 3"
            className="mono"
            rows={4}
            spellCheck={false}
          />
          <FormActions form={form} submitLabel="Save limits" isDisabled={!form.isDirty} />
        </form>
      ) : (
        <pre className="mono mt-4">{limits.length === 0 ? "None." : limitLines(limits)}</pre>
      )}
    </Section>
  );
}
