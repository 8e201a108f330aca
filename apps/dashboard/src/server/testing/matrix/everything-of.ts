import type { TestDashboard } from "../test-organization.ts";

/** Every row that belongs to an organization, table by table, as the database's own catalogue lists them. */
export async function everythingOf(
  dashboard: TestDashboard,
  organizationId: string,
): Promise<Readonly<Record<string, string>>> {
  return dashboard.worker.tenant(organizationId, async ({ tx }) => {
    const tables = await tx.$queryRaw<{ name: string }[]>`
      SELECT table_name AS name FROM information_schema.columns
      WHERE table_schema = 'public' AND column_name = 'organizationId' AND table_name NOT LIKE 'audit_records_%'
      ORDER BY 1`;
    const rows: Record<string, string> = {};
    for (const { name } of [...tables, { name: "organizations" }]) {
      // Names come from the catalogue; the rows are those the worker's own policy shows inside this organization.
      const found = await tx.$queryRawUnsafe<{ all: string }[]>(
        `SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '') AS "all" FROM "${name}" t`,
      );
      rows[name] = found[0]?.all ?? "";
    }
    return rows;
  });
}
