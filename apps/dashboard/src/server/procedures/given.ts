/** Of each property the type it has when it is there. */
export type Given<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** The properties that were given: an absent one is left out rather than undefined. */
export function given<T extends object>(input: T): Given<T> {
  // Leaving entries out of an object of T gives a Given<T>, which Object.entries can't say.
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Given<T>;
}
