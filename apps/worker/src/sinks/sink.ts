import type { Checkpoint } from "@countersign/core";

/** A signed head on its way out. */
export interface OutgoingHead {
  readonly organizationId: string;
  readonly size: number;
  /** The signed note. */
  readonly note: string;
}

export type Taken =
  | { readonly ok: true }
  /**
   * `contradiction`: what the sink holds contradicts the head, since an older state was put back or somebody else signs.
   * `unavailable`: it is asked again. `detail` is shown to people.
   */
  | { readonly ok: false; readonly problem: "contradiction" | "unavailable"; readonly detail: string };

/** A place outside the database where signed heads are kept. Throws when it can't be reached; it is asked again then. */
export interface CheckpointSink {
  readonly name: string;
  take(head: OutgoingHead): Promise<Taken>;
  /** The newest head it holds of an organization, where it can be asked; null when it holds none. */
  newest?(organizationId: string): Promise<Checkpoint | null>;
}
