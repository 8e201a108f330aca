"use client";

import { Banner, Combobox, EmptyState, Field, Select, SkeletonRows, TagInput } from "@countersign/ui";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { describeError } from "#features/api/describe-error.ts";
import { useTRPC, useTRPCClient } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { Vocabulary } from "#server/views/vocabulary.ts";
import { useSettled } from "../use-settled.ts";
import { ArgumentFields } from "./argument-fields.tsx";
import { readArguments } from "./arguments-text.ts";
import { Explanation } from "./explanation.tsx";
import { RecordedCallField } from "./recorded-call.tsx";

const PAUSE_MS = 300;

interface TryCallPanelProps {
  readonly vocabulary: Vocabulary;
  /** The text that is asked: the draft as it is now. */
  readonly source: string;
}

/** Asks the draft about one call, as it is typed: nothing runs, nothing is counted. */
export function TryCallPanel({ vocabulary, source }: TryCallPanelProps) {
  const operations = vocabulary.connections.flatMap((connection) => connection.operations);
  const [agent, setAgent] = useState(vocabulary.agents[0]?.name ?? "");
  const [instance, setInstance] = useState("default");
  const [operation, setOperation] = useState<string | null>(operations[0]?.id ?? null);
  const [args, setArgs] = useState("");
  const [labels, setLabels] = useState<readonly string[]>([]);
  if (vocabulary.agents.length === 0 || operations.length === 0) {
    return (
      <EmptyState title="Nothing to try yet">
        Make an agent and connect a server; then you can ask here what the policy says of any call.
      </EmptyState>
    );
  }
  const chosenAgent = vocabulary.agents.find(({ name }) => name === agent);
  const chosenOperation = operations.find(({ id }) => id === operation);
  const instances = ["default", ...(chosenAgent?.instances ?? []).filter((name) => name !== "default")];
  return (
    <>
      <div className="grid gap-3">
        <div className="grid grid-cols-2 gap-3">
          <Field label="Agent">
            {(control) => (
              <Select
                {...control}
                value={agent}
                onChange={(event) => {
                  setAgent(event.target.value);
                  setInstance("default");
                }}
              >
                {vocabulary.agents.map(({ name }) => (
                  <option key={name}>{name}</option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="Instance">
            {(control) => (
              <Select {...control} value={instance} onChange={(event) => setInstance(event.target.value)}>
                {instances.map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <Field label="Operation">
          {(control) => (
            <Combobox
              {...control}
              isFree
              value={operation}
              options={operations.map(({ id, title }) => ({ value: id, label: id, hint: title }))}
              onChange={setOperation}
            />
          )}
        </Field>
        <ArgumentFields key={operation} declared={chosenOperation?.arguments ?? []} text={args} onChange={setArgs} />
        <details>
          <summary className="label cursor-pointer">More: session labels, recorded calls</summary>
          <div className="grid gap-3 pt-3">
            <Field label="Labels of the session">
              {(control) => <TagInput {...control} value={labels} onChange={setLabels} />}
            </Field>
            <RecordedCallField
              onTake={(call) => {
                setAgent(call.agent);
                setInstance(instances.includes(call.instance) ? call.instance : "default");
                setOperation(call.operation);
                setLabels(call.labels);
                if (call.args !== null) setArgs(JSON.stringify(JSON.parse(call.args), null, 2));
              }}
            />
          </div>
        </details>
      </div>
      <Answer call={{ agent, instance, operation: operation ?? "", args, labels }} source={source} />
    </>
  );
}

interface AnswerProps {
  readonly source: string;
  readonly call: {
    readonly agent: string;
    readonly instance: string;
    readonly operation: string;
    readonly args: string;
    readonly labels: readonly string[];
  };
}

function Answer({ call, source }: AnswerProps) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { name: organization } = useOrganization();
  const read = readArguments(call.args);
  const asked = useSettled(JSON.stringify({ ...call, source }), PAUSE_MS);
  const answer = useQuery({
    queryKey: [...trpc.policy.explain.mutationKey(), { organization, asked }],
    queryFn: () => {
      const { agent, instance, operation, args, labels, source: text } = JSON.parse(asked);
      const now = readArguments(args);
      const input = { organization, agent, instance, operation, labels, source: text === "" ? "version: 1" : text };
      return client.policy.explain.mutate({ ...input, arguments: now.ok ? now.value : {} });
    },
    enabled: read.ok && call.operation !== "",
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  });
  if (!read.ok) return <p className="muted mt-4">Correct the arguments to see the decision.</p>;
  if (answer.isError)
    return (
      <Banner tone="danger" className="mt-4">
        {describeError(answer.error)}
      </Banner>
    );
  if (!answer.data) return <SkeletonRows rows={4} label="Asking the policy" />;
  if (answer.data.kind === "unreadable") {
    return (
      <Banner tone="attention" className="mt-4">
        The text has errors of shape, so that it decides nothing. Correct them first.
      </Banner>
    );
  }
  return <Explanation told={answer.data} />;
}
