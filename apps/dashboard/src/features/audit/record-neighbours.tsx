import type { CallRecord } from "@countersign/contracts";
import { Section } from "@countersign/ui";
import Link from "next/link";

interface RecordNeighboursProps {
  readonly record: CallRecord;
  readonly organization: string;
}

const AROUND_MS = 120_000;

/** Ways on from a call: what the same agent did, what the same rule decided, what else happened then. */
export function RecordNeighbours({ record, organization }: RecordNeighboursProps) {
  const { principal, connectionName, operationName, ruleIds, approvalId } = record;
  const at = Date.parse(record.at);
  const time = { from: new Date(at - AROUND_MS).toISOString(), to: new Date(at + AROUND_MS).toISOString() };
  const ways: (readonly [words: string, query: Readonly<Record<string, string>>])[] = [
    ["Two minutes around it", time],
    [`What ${principal.agentName} did then`, { agent: principal.agentName, ...time }],
    ["All calls of this instance", { agent: principal.agentName, instance: principal.instanceName }],
    ["All calls of this operation", { operation: `${connectionName}.${operationName}` }],
    ...ruleIds.map((rule) => [`All that ${rule} decided`, { rule }] as const),
    ...(approvalId === null ? [] : [["All of this approval", { approval: approvalId }] as const]),
  ];
  return (
    <Section title="Around it">
      <ul className="m-0 flex list-none flex-wrap gap-x-4 gap-y-2 p-0 py-2">
        {ways.map(([words, query]) => (
          <li key={words}>
            <Link href={`/o/${organization}/audit?${new URLSearchParams(query).toString()}`}>{words}</Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
