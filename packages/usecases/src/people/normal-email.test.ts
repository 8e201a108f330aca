import { expect, it } from "vitest";
import { mailboxOf } from "./normal-email.ts";

it.each([
  ["olga@acme.test", "olga@acme.test"],
  ["Olga+work@Acme.test", "olga@acme.test"],
  ["olga+a+b@acme.test", "olga@acme.test"],
  ["+olga@acme.test", "+olga@acme.test"],
])("the mailbox behind %s is %s", (email, mailbox) => {
  expect(mailboxOf(email)).toBe(mailbox);
});
