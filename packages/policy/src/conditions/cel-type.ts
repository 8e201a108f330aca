/** What the checker knows of an expression before any call. Numbers are one type: JSON has one. */
export type CelType =
  | { readonly kind: "dyn" | "bool" | "number" | "string" | "timestamp" | "duration" | "money" }
  | { readonly kind: "list"; readonly element: CelType }
  | { readonly kind: "map"; readonly fields: ReadonlyMap<string, FieldType>; readonly isOpen: boolean };

export interface FieldType {
  readonly type: CelType;
  /** Every operation that the rule selects declares it, so that absent reads as null. */
  readonly isDeclared: boolean;
}

export const DYN: CelType = { kind: "dyn" };
export const BOOL: CelType = { kind: "bool" };
export const NUMBER: CelType = { kind: "number" };
export const STRING: CelType = { kind: "string" };
export const TIMESTAMP: CelType = { kind: "timestamp" };
export const DURATION: CelType = { kind: "duration" };
export const MONEY: CelType = { kind: "money" };

export function listOf(element: CelType): CelType {
  return { kind: "list", element };
}

/** A mapping of which all fields are known and always there, such as `agent`. */
export function closedMap(fields: { readonly [name: string]: CelType }): CelType {
  return {
    kind: "map",
    isOpen: false,
    fields: new Map(Object.entries(fields).map(([name, type]) => [name, { type, isDeclared: true }])),
  };
}

/** How a type is called in messages to people. */
export function describeType(type: CelType): string {
  const names = {
    dyn: "any value",
    bool: "true or false",
    number: "a number",
    string: "text",
    timestamp: "a time",
    duration: "a duration",
    money: "an amount of money",
    list: "a list",
    map: "an object",
  };
  return names[type.kind];
}

/** The type of something that may be either. */
export function joinTypes(left: CelType, right: CelType): CelType {
  if (left.kind === "list" && right.kind === "list") return listOf(joinTypes(left.element, right.element));
  if (left.kind === "map" && right.kind === "map") return joinMaps([left, right]);
  return left.kind === right.kind ? left : DYN;
}

type MapType = Extract<CelType, { kind: "map" }>;

/** Several objects seen as one: a field counts as declared only where all of them declare it. */
export function joinMaps(maps: readonly MapType[]): MapType {
  const [first, ...others] = maps;
  if (!first) return { kind: "map", fields: new Map(), isOpen: true };
  if (others.length === 0) return first;
  const fields = new Map<string, FieldType>();
  for (const name of new Set(maps.flatMap((map) => [...map.fields.keys()]))) {
    const found = maps.flatMap((map) => map.fields.get(name) ?? []);
    fields.set(name, {
      type: found.map((field) => field.type).reduce(joinTypes),
      isDeclared: found.length === maps.length && found.every((field) => field.isDeclared),
    });
  }
  return { kind: "map", fields, isOpen: maps.some((map) => map.isOpen) };
}
