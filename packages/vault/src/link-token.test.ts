import { inspect } from "node:util";
import { expect, test } from "vitest";
import { linkToken, linkTokenHash, readLinkToken } from "./link-token.ts";
import { readMasterKey } from "./master-key.ts";
import { Secret } from "./secret.ts";

const masterKey = readMasterKey("4kQ9vXz2LpTn7RwB8mYs3HdJ6fGc1EaU");
const other = readMasterKey("another master key: 8Jw2kQ9vXz2LpTn7RwB8mY");
const ID = "eml_0198f0a0-0000-7000-8000-000000000001";

test("a link's text gives its id and kind back, and is the same each time", () => {
  const token = linkToken(masterKey, "email-link", ID);
  expect(token.reveal()).toBe(linkToken(masterKey, "email-link", ID).reveal());
  expect(readLinkToken(masterKey, ["email-link"], token.reveal())).toEqual({ kind: "email-link", id: ID });
  expect(linkTokenHash(token)).toMatch(/^[0-9a-f]{64}$/);
});

test("a link of another kind, id or master key is nobody's", () => {
  const shown = linkToken(masterKey, "invitation-shown", ID).reveal();
  expect(readLinkToken(masterKey, ["invitation-mailed"], shown)).toBeNull();
  expect(readLinkToken(masterKey, ["invitation-mailed", "invitation-shown"], shown)?.kind).toBe("invitation-shown");
  expect(readLinkToken(other, ["invitation-shown"], shown)).toBeNull();
  expect(readLinkToken(masterKey, ["invitation-shown"], shown.replace("0001.", "0002."))).toBeNull();
});

test.each(["", ".", ID, `${ID}.`, `${ID}.short`, `x${ID}.${"A".repeat(43)}`, `${ID}.${"A".repeat(43)}`])(
  "%j is no link",
  (text) => {
    expect(readLinkToken(masterKey, ["email-link", "invitation-mailed", "invitation-shown"], text)).toBeNull();
  },
);

test("a link doesn't print", () => {
  const token = linkToken(masterKey, "email-link", ID);
  expect(`${token}${JSON.stringify(token)}${inspect(token)}`).not.toContain(ID);
  expect(token).toBeInstanceOf(Secret);
});
