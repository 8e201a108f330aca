"use client";

import { formatUsd } from "@countersign/core";
import { Badge, MoneyText, Select } from "@countersign/ui";
import { useMemo, useState } from "react";
import { PickList } from "./pick-list.tsx";
import { type PolicyVocabulary, selectedOperations, type VocabularyOperation } from "./vocabulary.ts";

interface RuleOperationsProps {
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
  readonly problem: string | undefined;
  readonly vocabulary: PolicyVocabulary;
}

const CLASSES = ["read", "write", "destructive", "external"] as const;
const CLASS_TITLES = {
  read: "Everything that reads",
  write: "Everything that writes",
  destructive: "Everything destructive",
  external: "Everything that leaves the house",
} as const;

/** The operations that a rule is about: single ones, whole connections, classes, patterns. */
export function RuleOperations({ value, onChange, problem, vocabulary }: RuleOperationsProps) {
  const [shown, setShown] = useState("");
  const groups = useMemo(
    () => [
      ...(shown === "" ? [{ title: "All of a kind", options: kindOptions() }] : []),
      ...vocabulary.connections.map((connection) => ({
        title: connection.title,
        options: [
          ...(shown === ""
            ? [
                {
                  value: `${connection.name}.*`,
                  label: `Everything of ${connection.title}, also what it adds later`,
                  words: `${connection.name} everything`,
                },
              ]
            : []),
          ...connection.operations
            .filter((operation) => shown === "" || operation.class === shown)
            .map(operationOption),
        ],
      })),
    ],
    [vocabulary, shown],
  );
  const count = selectedOperations(vocabulary, value).length;
  return (
    <PickList
      label="Operations"
      hint={
        value.length === 0
          ? "connection.operation, a pattern such as *.send_email, or class:read."
          : `${count} ${count === 1 ? "operation" : "operations"} of those connected now.`
      }
      problem={problem}
      value={value}
      onChange={onChange}
      groups={groups}
      browseLabel="Choose operations"
      tools={
        <Select
          className="w-auto"
          aria-label="Class of operations"
          value={shown}
          onChange={(event) => setShown(event.target.value)}
        >
          <option value="">Every class</option>
          {CLASSES.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </Select>
      }
    />
  );
}

function kindOptions() {
  return [
    { value: "*", label: "Everything, also what is connected later", words: "everything all *" },
    ...CLASSES.map((one) => ({ value: `class:${one}`, label: CLASS_TITLES[one], words: `class:${one}` })),
  ];
}

function operationOption(operation: VocabularyOperation) {
  return {
    value: operation.id,
    label: (
      <span className="flex flex-wrap items-center gap-x-2">
        <span className="mono min-w-0 break-all">{operation.id}</span>
        <Badge tone={operation.class === "read" ? "muted" : operation.class === "destructive" ? "danger" : "attention"}>
          {operation.class}
        </Badge>
        {operation.priceMicros === null || operation.priceMicros === "0" ? null : (
          <span className="faint">
            <MoneyText amount={formatUsd(BigInt(operation.priceMicros))} />
          </span>
        )}
      </span>
    ),
    words: `${operation.id} ${operation.title}`,
  };
}
