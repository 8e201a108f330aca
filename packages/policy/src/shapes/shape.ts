/** A field of the arguments: `["filter", "status"]` is `args.filter.status`. */
export type ArgumentPath = readonly string[];

interface ArgumentShape {
  readonly path: ArgumentPath;
  /** Calls that leave the argument out pass. Without it they can't be judged, which is taken the stricter way. */
  readonly ifGiven: boolean;
}

export type NumberComparison = "at_most" | "at_least" | "below" | "above";
export type TextComparison = "starts_with" | "ends_with" | "contains" | "matches";

/** One line of a condition as a form shows it. All lines of a condition must hold. */
export type ConditionShape =
  | (ArgumentShape & { readonly kind: "equals"; readonly value: string | number | boolean; readonly isNot: boolean })
  | (ArgumentShape & {
      readonly kind: "one_of";
      readonly values: readonly (string | number)[];
      readonly isNot: boolean;
    })
  /** `domains`: entries may begin with `*.`; `exact`: letter by letter. */
  | (ArgumentShape & {
      readonly kind: "in_list";
      readonly list: string;
      readonly match: "domains" | "exact";
      readonly isNot: boolean;
    })
  | (ArgumentShape & {
      readonly kind: "text";
      readonly comparison: TextComparison;
      readonly value: string;
      readonly isNot: boolean;
    })
  /** `size` counts a text's characters or a list's entries. */
  | (ArgumentShape & {
      readonly kind: "number";
      readonly of: "value" | "size";
      readonly comparison: NumberComparison;
      readonly value: number;
    })
  | (ArgumentShape & {
      readonly kind: "between";
      readonly of: "value" | "size";
      readonly min: number;
      readonly max: number;
    })
  | { readonly kind: "given"; readonly path: ArgumentPath; readonly isNot: boolean }
  /** Addresses found in the arguments. `all_in`: every domain is in the list; `any_outside`: at least one isn't. */
  | {
      readonly kind: "recipients";
      readonly paths: readonly ArgumentPath[];
      readonly test: "all_in" | "any_outside";
      readonly list: string;
    }
  | { readonly kind: "label"; readonly label: string; readonly isNot: boolean }
  | { readonly kind: "person"; readonly isNot: boolean }
  /** 0 is Sunday. */
  | { readonly kind: "weekdays"; readonly days: readonly number[]; readonly zone: string; readonly isNot: boolean }
  /** From the beginning of the hour `from` to the beginning of the hour `to`, which is later the same day. */
  | {
      readonly kind: "hours";
      readonly from: number;
      readonly to: number;
      readonly zone: string;
      readonly isNot: boolean;
    }
  /** CEL that no form shows. */
  | { readonly kind: "expression"; readonly cel: string };
