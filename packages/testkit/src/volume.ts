/**
 * How much a test does: a little on every run, the promised volume in `npm run soak` (which sets COUNTERSIGN_SOAK=1).
 * The same code runs in both; only the number differs.
 */
export function volume({ ci, soak }: { readonly ci: number; readonly soak: number }): number {
  return process.env["COUNTERSIGN_SOAK"] === "1" ? soak : ci;
}
