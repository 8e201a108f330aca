import { isName } from "@countersign/core";
import { z } from "zod";

const TAG = /^[a-z][a-z0-9-]{0,62}$/;
export const MOST_TAGS = 20;

/** What is wrong with a tag, or undefined. */
export function tagProblem(tag: string): string | undefined {
  return TAG.test(tag) ? undefined : `"${tag}" is no tag: lower-case letters, digits and hyphens, a letter first.`;
}

/** What people write of an agent. */
export const agentShape = {
  title: z.string().trim().min(1, "Give it a title people recognise.").max(120, "At most 120 characters."),
  description: z.string().trim().max(1_000, "At most 1,000 characters."),
  tags: z
    .array(
      z
        .string()
        .refine((tag) => tagProblem(tag) === undefined, { error: "A tag is lower-case letters, digits, hyphens." }),
    )
    .max(MOST_TAGS, `At most ${MOST_TAGS} tags.`),
  ownerMemberId: z.string().nullable(),
};

export const newAgentSchema = z.object({
  ...agentShape,
  name: z
    .string()
    .refine(isName, { error: "Lower-case letters, digits and hyphens, a letter first, at most 31 characters." }),
});
