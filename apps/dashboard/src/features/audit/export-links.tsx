import { buttonClass } from "@countersign/ui";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { type RecordFilters, useSetFilters } from "./use-record-filters.ts";

/** Downloads of what the filters show: lines for programs, which verify offline, or a table. */
export function ExportLinks({ filters }: { readonly filters: RecordFilters }) {
  const { name: organization } = useOrganization();
  const set = useSetFilters(filters);
  const address = (format: "jsonl" | "csv"): string => {
    const query = new URLSearchParams({ organization, format });
    for (const [name, value] of Object.entries(set)) {
      for (const each of Array.isArray(value) ? value : [value]) query.append(name, String(each));
    }
    return `/api/v1/audit/export?${query}`;
  };
  return (
    <>
      <a className={buttonClass("quiet")} href={address("jsonl")} download>
        Export JSON Lines
      </a>
      <a className={buttonClass("quiet")} href={address("csv")} download>
        Export CSV
      </a>
    </>
  );
}
