import { newId } from "@countersign/contracts";
import { type Db, insertUser, type UserRow } from "@countersign/db";
import { hashPassword } from "@countersign/vault";
import { invalidField, type Outcome } from "../configuration/outcome.ts";
import { normalEmail } from "./normal-email.ts";
import { passwordProblem } from "./password-rule.ts";

export interface UserInput {
  readonly email: string;
  readonly name: string;
  /** Without one the person can't sign in by password. At least 12 characters. */
  readonly password?: string;
}

/** Makes a person on the word of whoever runs the platform, so the address counts as theirs. Refuses an address that isn't one or is known already, and short passwords. */
export async function createUser(deps: { readonly db: Db }, input: UserInput): Promise<Outcome<UserRow>> {
  const email = normalEmail(input.email);
  if (email === null) return invalidField("email", "This isn't an e-mail address.");
  const problem = input.password === undefined ? null : passwordProblem(input.password);
  if (problem !== null) return invalidField("password", problem);
  const passwordHash = input.password === undefined ? null : await hashPassword(input.password);
  const row = await deps.db.global((scope) =>
    insertUser(scope, { id: newId("user"), email, name: input.name, passwordHash, isVerified: true }),
  );
  return row ? { ok: true, value: row } : invalidField("email", "There is a person with this address already.");
}
