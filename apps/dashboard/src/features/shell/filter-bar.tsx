"use client";

import { Button } from "@countersign/ui";
import { type ReactNode, useId, useState } from "react";

interface FilterBarProps {
  /** Always there: the search, as a rule. */
  readonly search: ReactNode;
  /** How many filters are set, beside the search. */
  readonly count: number;
  readonly onClear: () => void;
  readonly children: ReactNode;
  /** Stands at the far end where there is room. */
  readonly end?: ReactNode;
}

/** Filters in a line; on a phone they wait behind a button, so that the list itself is what one sees. */
export function FilterBar({ search, count, onClear, children, end }: FilterBarProps) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <search className="filter-bar">
      {search}
      <Button className="filter-toggle" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
        Filters{count > 0 ? <span className="num"> · {count}</span> : null}
      </Button>
      <div id={id} className={isOpen ? "filters is-open" : "filters"}>
        {children}
      </div>
      {count > 0 ? (
        <Button look="quiet" onClick={onClear}>
          Clear filters
        </Button>
      ) : null}
      {end ? <span className="filter-end">{end}</span> : null}
    </search>
  );
}
