import { newId } from "@countersign/contracts";
import { type Db, insertUser, type UserRow } from "@countersign/db";
import { hashPassword } from "@countersign/vault";
import { invalidField, type Outcome } from "../configuration/outcome.ts";
import { normalEmail } from "./normal-email.ts";

export interface UserInput {
  readonly email: string;
  readonly name: string;
  /** Without one the person can't sign in by password. At least 12 characters. */
  readonly password?: string;
}

const LEAST_CHARACTERS = 12;

/** Makes a person. Refuses an address that isn't one or is known already, and short passwords. */
export async function createUser(deps: { readonly db: Db }, input: UserInput): Promise<Outcome<UserRow>> {
  const email = normalEmail(input.email);
  if (email === null) return invalidField("email", "This isn't an e-mail address.");
  if (input.password !== undefined && [...input.password].length < LEAST_CHARACTERS) {
    return invalidField("password", `A password has at least ${LEAST_CHARACTERS} characters.`);
  }
  const passwordHash = input.password === undefined ? null : await hashPassword(input.password);
  const row = await deps.db.global((scope) =>
    insertUser(scope, { id: newId("user"), email, name: input.name, passwordHash }),
  );
  return row ? { ok: true, value: row } : invalidField("email", "There is a person with this address already.");
}
