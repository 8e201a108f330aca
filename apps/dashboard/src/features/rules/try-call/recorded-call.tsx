"use client";

import { Combobox, Field } from "@countersign/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { describeError } from "#features/api/describe-error.ts";
import { useTRPC, useTRPCClient } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";

const OFFERED = 30;

/** A recorded call as one tries it. */
export interface RecordedCall {
  readonly agent: string;
  readonly instance: string;
  readonly operation: string;
  /** JSON text; null when it was cut, is gone, or this role may not read it. */
  readonly args: string | null;
  /** What its session had; none where no rule looked at it then. */
  readonly labels: readonly string[];
}

/** Fills the panel from a call of the audit: one of the latest, or any by its id. */
export function RecordedCallField({ onTake }: { readonly onTake: (call: RecordedCall) => void }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { name: organization } = useOrganization();
  const [chosen, setChosen] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const latest = useQuery(trpc.records.list.queryOptions({ organization, kind: "call", limit: OFFERED }));
  const options = (latest.data?.records ?? []).map((row) => ({
    value: row.id,
    label: `${row.operation ?? "call"} by ${row.agentName ?? "an agent"}`,
    hint: `${row.decision ?? ""} ${row.summary}`.trim(),
  }));
  const take = async (id: string) => {
    const { record } = await client.records.get.query({ organization, id: id.trim() });
    if (record.kind !== "call") {
      setProblem("This record is no call.");
      return;
    }
    const args = record.arguments === null || record.arguments.isCut ? null : record.arguments.text;
    setProblem(
      args === null
        ? "Its arguments were too long to keep, or your role can't read them. The rest is filled in."
        : undefined,
    );
    onTake({
      agent: record.principal.agentName,
      instance: record.principal.instanceName,
      operation: `${record.connectionName}.${record.operationName}`,
      args,
      labels: record.sessionLabels ?? [],
    });
  };
  return (
    <Field label="Begin from a recorded call" hint="One of the latest, or a record's id." problem={problem}>
      {(control) => (
        <Combobox
          {...control}
          isFree
          options={options}
          value={chosen}
          placeholder="web.search by outreach, or rec_…"
          onChange={(id) => {
            setChosen(id);
            setProblem(undefined);
            if (id !== null && id.trim() !== "") take(id).catch((error) => setProblem(describeError(error)));
          }}
        />
      )}
    </Field>
  );
}
