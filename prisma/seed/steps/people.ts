import { randomBytes } from "node:crypto";
import { findUserByEmail, setPasswordHash } from "@countersign/db";
import { createUser } from "@countersign/usecases";
import { hashPassword, verifyPassword } from "@countersign/vault";
import type { World } from "../world.ts";
import { granted } from "./granted.ts";

export interface Person {
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly password: string;
}

/** The person of an address, with a password that works. */
export async function ensurePerson(
  world: World,
  { email, name }: { readonly email: string; readonly name: string },
): Promise<Person> {
  const password = world.chosenPassword ?? world.previous.passwords.get(email) ?? randomBytes(15).toString("base64url");
  const known = await world.db.global((scope) => findUserByEmail(scope, email));
  if (!known) {
    const user = granted(await createUser(world, { email, name, password }));
    world.say(`made ${email}`);
    return { userId: user.id, email, name, password };
  }
  if (!(await verifyPassword(known.passwordHash, password))) {
    const passwordHash = await hashPassword(password);
    await world.db.global((scope) => setPasswordHash(scope, known.id, passwordHash));
    world.say(`gave ${email} a new password`);
  }
  return { userId: known.id, email, name, password };
}
