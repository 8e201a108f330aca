"use client";

import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { usePopup } from "./popup.ts";
import { Checkbox } from "./switch.tsx";

interface ColumnChoiceProps {
  /** Names what the columns belong to. */
  readonly label: string;
  readonly columns: readonly { readonly id: string; readonly title: string }[];
  readonly hidden: readonly string[];
  readonly onHide?: (hidden: string[]) => void;
  readonly className?: string;
  /** What else can be set, under the columns. */
  readonly children?: ReactNode;
}

/** A button that opens a choice of columns. */
export function ColumnChoice({ label, columns, hidden, onHide, className, children }: ColumnChoiceProps) {
  const { trigger, popup, isOpen } = usePopup("end");
  return (
    <>
      <Button look="quiet" className={className ?? ""} aria-label={label} title={label} {...trigger}>
        <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true" fill="none" stroke="currentColor">
          <path strokeWidth="1.3" d="M1.5 2.5h11v9h-11zM5.2 2.5v9M8.8 2.5v9" />
        </svg>
      </Button>
      <fieldset {...popup} className="popup table-settings" aria-label={label}>
        {isOpen && onHide ? (
          <div className="grid gap-1">
            <span className="label">Columns</span>
            {columns.map(({ id, title }) => (
              <Checkbox
                key={id}
                label={title}
                checked={!hidden.includes(id)}
                onChange={(isShown) => onHide(isShown ? hidden.filter((one) => one !== id) : [...hidden, id])}
              />
            ))}
          </div>
        ) : null}
        {isOpen ? children : null}
      </fieldset>
    </>
  );
}
