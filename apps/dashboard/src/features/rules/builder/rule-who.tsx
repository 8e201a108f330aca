"use client";

import { useMemo } from "react";
import { PickList } from "./pick-list.tsx";
import type { PolicyVocabulary } from "./vocabulary.ts";

interface RuleWhoProps {
  readonly value: readonly string[];
  readonly onChange: (value: readonly string[]) => void;
  readonly problem: string | undefined;
  readonly vocabulary: PolicyVocabulary;
}

/** The agents that a rule is about: by name, by tag, by pattern, or all. */
export function RuleWho({ value, onChange, problem, vocabulary }: RuleWhoProps) {
  const groups = useMemo(() => {
    const tags = [...new Set(vocabulary.agents.flatMap((agent) => agent.tags))].sort();
    return [
      { title: "All", options: [{ value: "*", label: "Every agent, also those made later", words: "every all *" }] },
      {
        title: "By tag",
        options: tags.map((tag) => ({
          value: `tag:${tag}`,
          label: `Agents tagged ${tag}`,
          words: `tag:${tag}`,
        })),
      },
      {
        title: "By name",
        options: vocabulary.agents.map((agent) => ({
          value: agent.name,
          label: (
            <>
              {agent.title} <span className="mono faint">{agent.name}</span>
            </>
          ),
          words: `${agent.title} ${agent.name}`,
        })),
      },
    ].filter(({ options }) => options.length > 0);
  }, [vocabulary]);
  return (
    <PickList
      label="Agents"
      hint="Names, tag:name, or a pattern such as sales-*."
      problem={problem}
      value={value}
      onChange={onChange}
      groups={groups}
      browseLabel="Choose agents"
    />
  );
}
