"use client";

import { Button, Input, Select } from "@countersign/ui";
import type { RuleFilter } from "./filter-rules.ts";
import type { History } from "./use-history.ts";
import type { PolicyVocabulary } from "./vocabulary.ts";

interface BuilderBarProps {
  readonly filter: RuleFilter;
  readonly onFilter: (filter: RuleFilter) => void;
  readonly vocabulary: PolicyVocabulary;
  readonly history: History;
  readonly count: { readonly shown: number; readonly all: number };
  readonly onAdd: () => void;
}

/** Narrows the rules, takes changes back, adds a rule. */
export function BuilderBar({ filter, onFilter, vocabulary, history, count, onAdd }: BuilderBarProps) {
  const words = `${count.shown === count.all ? count.all : `${count.shown} of ${count.all}`} ${count.all === 1 ? "rule" : "rules"}`;
  return (
    <div className="builder-bar">
      <Select
        className="w-auto"
        aria-label="Rules about"
        value={filter.agent}
        onChange={(event) => onFilter({ ...filter, agent: event.target.value })}
      >
        <option value="">Every agent</option>
        {vocabulary.agents.map(({ name, title }) => (
          <option key={name} value={name}>
            {title}
          </option>
        ))}
      </Select>
      <Select
        className="w-auto"
        aria-label="Effect"
        value={filter.effect}
        onChange={(event) => onFilter({ ...filter, effect: event.target.value })}
      >
        <option value="">Every effect</option>
        <option value="allow">Allow</option>
        <option value="require_approval">Ask a person</option>
        <option value="deny">Deny</option>
      </Select>
      <Input
        className="builder-search"
        type="search"
        aria-label="Search rules"
        placeholder="Search rules"
        value={filter.words}
        onChange={(event) => onFilter({ ...filter, words: event.target.value })}
      />
      <span className="faint num" role="status">
        {words}
      </span>
      <span className="builder-acts">
        <Button look="quiet" disabled={history.undo === null} onClick={() => history.undo?.()}>
          Undo
        </Button>
        <Button look="quiet" disabled={history.redo === null} onClick={() => history.redo?.()}>
          Redo
        </Button>
        <Button onClick={onAdd}>Add rule</Button>
      </span>
      <p className="hint builder-order">
        The order of rules never matters: a deny beats asking, asking beats an allow, and what no rule names is denied.
      </p>
    </div>
  );
}
