/** A refusal that leaves the platform. Status is HTTP's; meaning and remedy make docs/errors.md. */
export interface ErrorEntry {
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
  readonly remedy: string;
}
