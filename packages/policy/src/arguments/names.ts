const PLAIN = /^[a-z0-9_.:/ -]*$/;
const UNSEEN = /[\p{Cf}\p{Mn}\p{Default_Ignorable_Code_Point}]/gu;

/**
 * A member's name as a careless reader takes it: without case, compatibility forms, accents and invisible characters.
 * Some libraries look members up this way (one of Go's folds the long s and the Kelvin sign too), so that two names
 * that fold alike may be one to the upstream and two to the rules.
 */
export function foldName(name: string): string {
  if (PLAIN.test(name)) return name;
  return name
    .normalize("NFKD")
    .replace(UNSEEN, "")
    .toUpperCase()
    .toLowerCase()
    .replace(UNSEEN, "")
    .replaceAll("ı", "i");
}

/** The first two names that fold alike, or null. */
export function findLookAlikes(names: readonly string[]): readonly [string, string] | null {
  if (names.every((name) => PLAIN.test(name))) return null;
  const seen = new Map<string, string>();
  for (const name of names) {
    const folded = foldName(name);
    const earlier = seen.get(folded);
    if (earlier !== undefined) return [earlier, name];
    seen.set(folded, name);
  }
  return null;
}
