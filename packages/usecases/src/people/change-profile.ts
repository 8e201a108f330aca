import { type Db, findUser, setUserName } from "@countersign/db";
import { storableText } from "@countersign/db/audit";
import { invalidField, type Outcome, unknownTarget } from "../configuration/outcome.ts";
import { recordInOrganizations } from "./record-in-organizations.ts";

/** Changes what a person is called, everywhere they are a member. Refuses a name that is empty or too long. */
export async function changeProfile(
  deps: { readonly db: Db },
  input: { readonly userId: string; readonly name: string },
): Promise<Outcome<{ readonly name: string }>> {
  const name = storableText(input.name).trim();
  if (name === "") return invalidField("name", "Enter a name.");
  if ([...name].length > 120) return invalidField("name", "A name has at most 120 characters.");
  const before = await deps.db.global((scope) => findUser(scope, input.userId));
  if (!before) return unknownTarget("person");
  if (before.name === name) return { ok: true, value: { name } };
  await deps.db.global((scope) => setUserName(scope, input.userId, name));
  await recordInOrganizations(
    deps,
    { userId: input.userId, name },
    {
      kind: "member",
      action: "member.renamed",
      detail: { before: { name: before.name }, after: { name } },
      summary: `${before.name} is now called ${name}`,
    },
  );
  return { ok: true, value: { name } };
}
