import { randomBytes } from "node:crypto";
import { readJson, writeJson } from "./files.mjs";

/** Every secret of a local platform, made once and kept; none is ever the same on two machines. */
const recipes = {
  masterKey: () => randomBytes(32).toString("base64"),
  nextAuthSecret: () => randomBytes(32).toString("base64"),
  postgresPassword: () => randomBytes(18).toString("hex"),
  demoReaderPassword: () => randomBytes(18).toString("hex"),
  ownerPassword: () => randomBytes(12).toString("base64url"),
};

/** Reads the secrets, making those that are missing. */
export function loadSecrets(file) {
  const kept = readJson(file) ?? {};
  const made = Object.entries(recipes).filter(([name]) => !kept[name]);
  const secrets = { ...kept, ...Object.fromEntries(made.map(([name, make]) => [name, make()])) };
  if (made.length > 0) writeJson(file, secrets);
  return secrets;
}
