"use client";

import { Button } from "./button.tsx";
import { usePopup } from "./popup.ts";
import { Checkbox } from "./switch.tsx";
import type { TableColumn, TableSort } from "./table.tsx";

interface TableToolsProps<Row> {
  readonly label: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly hidden: readonly string[];
  readonly onHide?: (hidden: string[]) => void;
  readonly sort: TableSort | null;
  readonly onSort?: (sort: TableSort | null) => void;
}

/** Which columns show and, where there is no head to press, by what the rows are sorted. */
export function TableTools<Row>({ label, columns, hidden, onHide, sort, onSort }: TableToolsProps<Row>) {
  const { trigger, popup, isOpen } = usePopup("end");
  const choosable = columns.filter((column, index) => index > 0 && column.canHide !== false);
  const sortable = columns.filter((column) => column.sortValue);
  return (
    <>
      <Button look="quiet" className="table-tools" aria-label={`Columns and order: ${label}`} {...trigger}>
        <svg
          width="14"
          height="14"
          viewBox="0 0 14 14"
          aria-hidden="true"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.3"
        >
          <path d="M1.5 2.5h11v9h-11zM5.2 2.5v9M8.8 2.5v9" />
        </svg>
      </Button>
      <fieldset {...popup} className="popup table-settings" aria-label={`Columns and order: ${label}`}>
        {isOpen && onHide ? (
          <div className="grid gap-1">
            <span className="label">Columns</span>
            {choosable.map((column) => (
              <Checkbox
                key={column.id}
                label={column.header}
                checked={!hidden.includes(column.id)}
                onChange={(isShown) =>
                  onHide(isShown ? hidden.filter((id) => id !== column.id) : [...hidden, column.id])
                }
              />
            ))}
          </div>
        ) : null}
        {isOpen && onSort && sortable.length > 0 ? (
          <label className="mt-3 grid gap-1">
            <span className="label">Order</span>
            <select
              className="input"
              value={sort ? `${sort.desc ? "-" : ""}${sort.id}` : ""}
              onChange={(event) => onSort(sortFrom(event.target.value))}
            >
              <option value="">As they come</option>
              {sortable.flatMap((column) => [
                <option key={column.id} value={column.id}>
                  {column.header}, rising
                </option>,
                <option key={`-${column.id}`} value={`-${column.id}`}>
                  {column.header}, falling
                </option>,
              ])}
            </select>
          </label>
        ) : null}
      </fieldset>
    </>
  );
}

/** Reads an order as it stands in a URL: `name` rising, `-name` falling, nothing as the rows come. Pure. */
export function sortFrom(text: string): TableSort | null {
  if (text === "" || text === "-") return null;
  return text.startsWith("-") ? { id: text.slice(1), desc: true } : { id: text, desc: false };
}
