/** One thing that may be written at a place. */
export interface Completion {
  readonly label: string;
  readonly kind:
    | "field"
    | "agent"
    | "tag"
    | "operation"
    | "class"
    | "argument"
    | "function"
    | "variable"
    | "list"
    | "value"
    | "person";
  /** Beside the label: a type, a title. */
  readonly detail?: string;
  readonly doc?: string;
  /** What is written, where it isn't the label; `¦` is where the cursor goes. */
  readonly insert?: string;
}

/** What may be written, and from where on it replaces the text. */
export interface Completions {
  readonly from: number;
  readonly options: readonly Completion[];
}
