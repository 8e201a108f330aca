"use client";

import {
  type ColumnDef,
  columnVisibilityFeature,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { type ReactNode, useMemo, useRef } from "react";
import { classNames } from "./class-names.ts";
import { SkeletonRows } from "./skeleton.tsx";
import { TableTools } from "./table-tools.tsx";
import { useLink } from "./ui-provider.tsx";
import { useTableKeys } from "./use-table-keys.ts";

export interface TableColumn<Row> {
  readonly id: string;
  readonly header: string;
  /** In a table whose rows open, the first column's cell holds text only: it becomes the row's link. */
  readonly cell: (row: Row) => ReactNode;
  readonly align?: "start" | "end";
  /** A CSS width. */
  readonly width?: string;
  /** False for a column that always shows; the first one always does. */
  readonly canHide?: boolean;
  /** Makes the column sortable here, by this value. */
  readonly sortValue?: (row: Row) => string | number | bigint | null;
  /** Keeps the header for screen readers only. */
  readonly isHeaderHidden?: boolean;
}

export interface TableSort {
  readonly id: string;
  readonly desc: boolean;
}

export interface TableProps<Row> {
  /** Names the table for screen readers. */
  readonly label: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly onOpen?: (row: Row) => void;
  readonly rowHref?: (row: Row) => string;
  readonly selectedKey?: string | null;
  /** What stands here when there is no row. */
  readonly empty?: ReactNode;
  readonly isLoading?: boolean;
  readonly sort?: TableSort | null;
  readonly onSort?: (sort: TableSort | null) => void;
  /** Ids of hidden columns. */
  readonly hidden?: readonly string[];
  readonly onHide?: (hidden: string[]) => void;
}

const features = tableFeatures({ columnVisibilityFeature, rowSortingFeature, sortedRowModel: createSortedRowModel() });

/** Missing values come last, numbers by size, words as people order them. Pure. */
export function compareSortValues(a: string | number | bigint | null, b: string | number | bigint | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === "string" || typeof b === "string") {
    return String(a).localeCompare(String(b), "en", { numeric: true, sensitivity: "base" });
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The main element of every page: rows under a head that stays, moved through with J, K and the arrows. */
export function Table<Row>(props: TableProps<Row>) {
  const { label, columns, rows, rowKey, empty, isLoading = false, sort = null, onSort, hidden = [], onHide } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  useTableKeys(body);
  const defined = useMemo(() => columns.map((column) => columnDefinition(column)), [columns]);
  const data = useMemo(() => rows.map((row) => ({ row })), [rows]);
  const table = useTable({
    features,
    columns: defined,
    data,
    getRowId: (held) => rowKey(held.row),
    state: {
      sorting: sort && columns.some((column) => column.id === sort.id && column.sortValue) ? [{ ...sort }] : [],
      columnVisibility: Object.fromEntries(hidden.map((id) => [id, false])),
    },
  });
  if (isLoading) return <SkeletonRows rows={6} label={`Loading: ${label}`} />;
  if (rows.length === 0 && empty !== undefined) return <>{empty}</>;
  const shown = columns.filter((column, index) => index === 0 || table.getColumn(column.id)?.getIsVisible() !== false);
  const hasTools = onHide !== undefined || (onSort !== undefined && columns.some((column) => column.sortValue));
  return (
    <div className="table-frame">
      <table className="table" aria-label={label}>
        <thead>
          <tr>
            {shown.map((column) => (
              <HeadCell key={column.id} column={column} sort={sort} {...(onSort ? { onSort } : {})} />
            ))}
            {hasTools ? (
              <th className="table-tools-cell">
                <span className="sr">Table settings</span>
                <TableTools
                  label={label}
                  columns={columns}
                  hidden={hidden}
                  sort={sort}
                  {...(onHide ? { onHide } : {})}
                  {...(onSort ? { onSort } : {})}
                />
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody ref={body} data-table-rows="">
          {table.getRowModel().rows.map((row) => (
            <TableRow
              key={row.id}
              row={row.original.row}
              rowId={row.id}
              shown={shown}
              hasTools={hasTools}
              table={props}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A row as the table library holds it: it asks for an object of its own. */
interface Held<Row> {
  readonly row: Row;
}

function columnDefinition<Row>({ id, header, sortValue }: TableColumn<Row>): ColumnDef<typeof features, Held<Row>> {
  const sortedBy = (held: Held<Row>) => sortValue?.(held.row) ?? null;
  return {
    id,
    header,
    accessorFn: sortedBy,
    sortFn: (a, b) => compareSortValues(sortedBy(a.original), sortedBy(b.original)),
  };
}

interface HeadCellProps<Row> {
  readonly column: TableColumn<Row>;
  readonly sort: TableSort | null;
  readonly onSort?: (sort: TableSort | null) => void;
}

function HeadCell<Row>({ column, sort, onSort }: HeadCellProps<Row>) {
  const direction = sort?.id === column.id ? (sort.desc ? "descending" : "ascending") : "none";
  const style = column.width ? { width: column.width } : undefined;
  const className = classNames(column.align === "end" && "is-end");
  if (!column.sortValue || !onSort) {
    return (
      <th scope="col" className={className} style={style}>
        {column.isHeaderHidden ? <span className="sr">{column.header}</span> : column.header}
      </th>
    );
  }
  return (
    <th scope="col" className={className} style={style} aria-sort={direction}>
      <button type="button" onClick={() => onSort(nextSort(column.id, sort))}>
        {column.header}
        <span aria-hidden="true" className="sort-mark">
          {direction === "ascending" ? "↑" : direction === "descending" ? "↓" : "↕"}
        </span>
      </button>
    </th>
  );
}

/** Ascending, descending, then the order the rows came in. Pure. */
export function nextSort(id: string, sort: TableSort | null): TableSort | null {
  if (sort?.id !== id) return { id, desc: false };
  return sort.desc ? null : { id, desc: true };
}

interface TableRowProps<Row> {
  readonly row: Row;
  readonly rowId: string;
  readonly shown: readonly TableColumn<Row>[];
  readonly hasTools: boolean;
  readonly table: TableProps<Row>;
}

function TableRow<Row>({ row, rowId, shown, hasTools, table }: TableRowProps<Row>) {
  const { rowHref, onOpen, selectedKey } = table;
  const isSelected = selectedKey === rowId;
  return (
    <tr
      data-row={rowId}
      className={classNames((rowHref ?? onOpen) && "opens", isSelected && "is-selected")}
      {...(isSelected ? { "aria-current": true as const } : {})}
    >
      {shown.map((column, index) => (
        <td
          key={column.id}
          data-label={column.isHeaderHidden ? "" : column.header}
          className={classNames(column.align === "end" && "is-end")}
          colSpan={hasTools && index === shown.length - 1 ? 2 : undefined}
        >
          {index === 0 ? (
            <RowOpener {...(rowHref ? { href: rowHref(row) } : {})} {...(onOpen ? { onOpen: () => onOpen(row) } : {})}>
              {column.cell(row)}
            </RowOpener>
          ) : (
            <div className="cell">{column.cell(row)}</div>
          )}
        </td>
      ))}
    </tr>
  );
}

interface RowOpenerProps {
  readonly href?: string;
  readonly onOpen?: () => void;
  readonly children: ReactNode;
}

/** The first cell's link or button; it reaches over the whole row, beneath the controls of other cells. */
function RowOpener({ href, onOpen, children }: RowOpenerProps) {
  const Link = useLink();
  if (href !== undefined) {
    return (
      <Link href={href} className="row-open" {...(onOpen ? { onClick: onOpen } : {})}>
        {children}
      </Link>
    );
  }
  if (!onOpen) return children;
  return (
    <button type="button" className="row-open" onClick={onOpen}>
      {children}
    </button>
  );
}
