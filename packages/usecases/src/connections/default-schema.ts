import { invalidField, type Outcome } from "../configuration/outcome.ts";

/** Postgres cuts longer names, and a name that it cuts is another name. */
const MAX_BYTES = 63;

/** A schema's name as Postgres stores it, which is not changed to lower case; nothing and blanks are none. */
export function readDefaultSchema(text: string | null): Outcome<string | null> {
  const name = text?.trim() ?? "";
  if (name === "") return { ok: true, value: null };
  if (Buffer.byteLength(name) > MAX_BYTES || /\p{Cc}/u.test(name) || !name.isWellFormed()) {
    return invalidField("defaultSchema", "A schema's name has up to 63 bytes and no control characters.");
  }
  if (/^pg_/i.test(name) || name === "information_schema") {
    return invalidField(
      "defaultSchema",
      "Postgres' own schemas can't be the default: name the one that holds the tables.",
    );
  }
  return { ok: true, value: name };
}
