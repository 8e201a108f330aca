interface AddedTags {
  readonly tags: readonly string[];
  /** What couldn't be added, to stay in the field. */
  readonly rest: string;
  readonly problem?: string;
}

/** Adds the words of a text to a list, once each. The first that is wrong stops it, so that nothing typed is lost. Pure. */
export function addTags(
  before: readonly string[],
  text: string,
  validate: (tag: string) => string | undefined = () => undefined,
): AddedTags {
  const words = text.split(/[,\s]+/).filter((word) => word !== "");
  const tags = [...before];
  for (const [index, word] of words.entries()) {
    const problem = validate(word);
    if (problem !== undefined) return { tags, rest: words.slice(index).join(" "), problem };
    if (!tags.includes(word)) tags.push(word);
  }
  return { tags, rest: "" };
}
