"use client";

import { Button, Checkbox, Dialog, Field, Input, RadioCards, TextArea, useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { microsFromDollars, priceText } from "#features/money/price.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { OutcomeView } from "#server/views/outcome.ts";

const CHOICES = [
  {
    value: "ran",
    title: "It ran",
    description: "It did what it was to do. It stays charged, at what it cost if you write that.",
  },
  {
    value: "did_not_run",
    title: "It did not run",
    description: "It had no effect. What was set aside for it is given back.",
  },
] as const;

interface ResolveDialogProps {
  readonly outcome: OutcomeView;
  readonly onClose: () => void;
}

/** A person's word on a call that may have run. Recorded with their name; it can't be taken back. */
export function ResolveDialog({ outcome: { record }, onClose }: ResolveDialogProps) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const say = useToast();
  const [as, setAs] = useState<"ran" | "did_not_run" | null>(null);
  const [cost, setCost] = useState(priceText(record.costMicros));
  const [note, setNote] = useState("");
  const [again, setAgain] = useState(false);
  const [problem, setProblem] = useState<{ readonly field: "as" | "cost"; readonly text: string } | null>(null);
  const resolve = useMutation(
    trpc.outcomes.resolve.mutationOptions({
      onSuccess: async ({ approvalId }) => {
        say(approvalId ? "Recorded. The call waits for approval again." : "Recorded. Spend is put right.");
        onClose();
        await Promise.all([
          cache.invalidateQueries(trpc.outcomes.pathFilter()),
          cache.invalidateQueries(trpc.records.pathFilter()),
          cache.invalidateQueries(trpc.approvals.pathFilter()),
        ]);
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const costMicros = cost.trim() === "" ? null : microsFromDollars(cost);
    if (as === null) return setProblem({ field: "as", text: "Say whether it ran." });
    if (as === "ran" && cost.trim() !== "" && costMicros === null) {
      return setProblem({ field: "cost", text: "Write a price in dollars, such as 0.25." });
    }
    resolve.mutate({
      organization,
      recordId: record.id,
      as,
      costMicros: as === "ran" ? costMicros : null,
      again,
      note,
    });
  };
  return (
    <Dialog title="What became of this call?" isOpen onClose={onClose}>
      <form className="mt-3 grid grid-cols-[minmax(0,1fr)] gap-4" onSubmit={submit}>
        <p className="muted m-0">
          <span className="mono">{record.operation}</span> was sent, and no answer came. Look at the service it was sent
          to before you say.
        </p>
        <RadioCards
          label="What became of it"
          options={CHOICES}
          value={as}
          problem={problem?.field === "as" ? problem.text : undefined}
          onChange={(value) => {
            setAs(value);
            setProblem(null);
          }}
        />
        {as === "ran" ? (
          <Field
            label="What it cost, in dollars"
            hint="At most what was set aside. Empty: all of that."
            problem={problem?.field === "cost" ? problem.text : (resolve.error?.message ?? undefined)}
          >
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                value={cost}
                onChange={(event) => {
                  setCost(event.target.value);
                  setProblem(null);
                }}
              />
            )}
          </Field>
        ) : null}
        <Field label="How you know" hint="It stands in the record, with your name.">
          {(control) => (
            <TextArea
              {...control}
              rows={2}
              maxLength={1_000}
              value={note}
              onChange={(event) => setNote(event.target.value)}
            />
          )}
        </Field>
        {record.approvalId === null ? null : (
          <Checkbox
            label="Run it again, once people approve it again"
            hint="They are asked as the rules ask now. Its agent gets the answer when it comes for it."
            checked={again}
            onChange={setAgain}
          />
        )}
        {resolve.isError && as !== "ran" ? (
          <p role="alert" className="m-0 text-deny">
            {resolve.error.message}
          </p>
        ) : null}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Leave it unknown</Button>
          <Button type="submit" look="primary" disabled={resolve.isPending}>
            {resolve.isPending ? "Recording…" : "Record it"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
