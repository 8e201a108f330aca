import { invalidField, type Refused } from "../configuration/outcome.ts";

const TAG = /^[a-z][a-z0-9-]{0,62}$/;
const MOST_TAGS = 50;

/** Refuses tags that rules couldn't name. */
export function refuseTags(tags: readonly string[]): Refused | null {
  if (tags.length > MOST_TAGS) return invalidField("tags", `At most ${MOST_TAGS} tags.`);
  const wrong = tags.find((tag) => !TAG.test(tag));
  if (wrong === undefined) return null;
  return invalidField("tags", "A tag is lower-case letters, digits, hyphens, beginning with a letter.");
}
