/** How much of something a test does: in every run, and in `npm run soak`. */
export interface Volumes {
  readonly ci: number;
  readonly soak: number;
}

/** True in `npm run soak`, where the same tests run with larger numbers. */
export function isSoak(): boolean {
  return process.env["COUNTERSIGN_SOAK"] === "1";
}

/** The number for this run: `ci`, or `soak` under `npm run soak`. */
export function volume({ ci, soak }: Volumes): number {
  return isSoak() ? soak : ci;
}
