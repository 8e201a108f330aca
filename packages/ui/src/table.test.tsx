import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { compareSortValues, nextSort, Table, type TableColumn } from "./table.tsx";
import { sortFrom } from "./table-tools.tsx";
import { rowStep } from "./use-table-keys.ts";

interface Row {
  readonly id: string;
  readonly name: string;
  readonly calls: number | null;
}

const rows: readonly Row[] = [
  { id: "1", name: "beta", calls: 3 },
  { id: "2", name: "Alpha", calls: null },
  { id: "3", name: "gamma10", calls: 20 },
  { id: "4", name: "gamma9", calls: 5 },
];

const columns: readonly TableColumn<Row>[] = [
  { id: "name", header: "Name", cell: (row) => row.name, sortValue: (row) => row.name },
  { id: "calls", header: "Calls", cell: (row) => row.calls, sortValue: (row) => row.calls, align: "end" },
  { id: "id", header: "Id", cell: (row) => row.id },
];

const base = { label: "Agents", columns, rows, rowKey: (row: Row) => row.id, onSort: () => undefined };
const order = (html: string) => [...html.matchAll(/data-row="(\d)"/g)].map(([, id]) => id).join("");

describe("the table", () => {
  it.each([
    [null, "1234"],
    [{ id: "name", desc: false }, "2143"],
    [{ id: "calls", desc: true }, "2341"],
    [{ id: "unknown", desc: false }, "1234"],
  ] as const)("sorted by %j shows rows %s", (sort, expected) => {
    expect(order(renderToStaticMarkup(<Table {...base} sort={sort} />))).toBe(expected);
  });

  it("says the order to screen readers", () => {
    const html = renderToStaticMarkup(<Table {...base} sort={{ id: "calls", desc: true }} />);
    expect(html).toContain('aria-sort="descending"');
    expect(html.match(/aria-sort="none"/g)).toHaveLength(1);
  });

  it("hides the columns asked for, but never the first", () => {
    const html = renderToStaticMarkup(<Table {...base} hidden={["name", "calls"]} onHide={() => undefined} />);
    expect(html).toContain('data-label="Name"');
    expect(html).not.toContain('data-label="Calls"');
  });

  it("makes the first cell the row's link", () => {
    const html = renderToStaticMarkup(<Table {...base} rowHref={(row) => `/agents/${row.id}`} />);
    expect(html.match(/<a href="\/agents\/1" class="row-open">beta<\/a>/g)).toHaveLength(1);
  });

  it("shows what stands for nothing when there is no row, and skeletons while it loads", () => {
    expect(renderToStaticMarkup(<Table {...base} rows={[]} empty={<p>None yet</p>} />)).toBe("<p>None yet</p>");
    expect(renderToStaticMarkup(<Table {...base} rows={[]} isLoading />)).toContain('role="status"');
  });

  it("goes through rising, falling and as they come", () => {
    const first = nextSort("name", { id: "calls", desc: true });
    expect(first).toEqual({ id: "name", desc: false });
    expect(nextSort("name", first)).toEqual({ id: "name", desc: true });
    expect(nextSort("name", { id: "name", desc: true })).toBeNull();
  });

  it.each([
    ["", null],
    ["-", null],
    ["name", { id: "name", desc: false }],
    ["-name", { id: "name", desc: true }],
  ])("reads the order %j", (text, sort) => {
    expect(sortFrom(text)).toEqual(sort);
  });

  it("puts missing values last and compares big numbers as numbers", () => {
    expect([3n, null, 10n, 2n].toSorted(compareSortValues)).toEqual([2n, 3n, 10n, null]);
  });

  it("leaves the arrows to the page until a row has the focus", () => {
    expect([rowStep("ArrowDown", false), rowStep("ArrowDown", true), rowStep("k", false)]).toEqual([0, 1, -1]);
  });
});
