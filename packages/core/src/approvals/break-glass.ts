/** So many people break the glass together, neither more nor fewer. */
const GLASS_QUORUM = 2;

/** Whether enough people have broken the glass: `personIds` of those who may, where one person may stand several times. */
export function isGlassBroken(personIds: readonly string[]): boolean {
  return new Set(personIds).size >= GLASS_QUORUM;
}

/** What whoever breaks the glass writes, so that nobody does by mistake. */
export const GLASS_CONFIRM = "break glass";

interface BrokenBy {
  readonly userName: string;
}

/** Who broke the glass, as the deciders of a call are told. */
export function glassInWords(breaks: readonly BrokenBy[]): string {
  return `${breaks.map(({ userName }) => userName).join(" and ")}, breaking the glass`;
}
