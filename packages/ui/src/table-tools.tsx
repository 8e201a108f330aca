"use client";

import { ColumnChoice } from "./column-choice.tsx";
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
  const choosable = columns.filter((column, index) => index > 0 && column.canHide !== false);
  const sortable = columns.filter((column) => column.sortValue);
  return (
    <ColumnChoice
      label={`Columns and order: ${label}`}
      className="table-tools"
      columns={choosable.map(({ id, header }) => ({ id, title: header }))}
      hidden={hidden}
      {...(onHide ? { onHide } : {})}
    >
      {onSort && sortable.length > 0 ? (
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
    </ColumnChoice>
  );
}

/** Reads an order as it stands in a URL: `name` rising, `-name` falling, nothing as the rows come. Pure. */
export function sortFrom(text: string): TableSort | null {
  if (text === "" || text === "-") return null;
  return text.startsWith("-") ? { id: text.slice(1), desc: true } : { id: text, desc: false };
}
