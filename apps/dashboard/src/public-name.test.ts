import { expect, it } from "vitest";
import { underPublicName } from "./public-name.ts";

const OWN = "http://localhost:4600";

it.each<[string | null, string, string | undefined, string | null]>([
  ["127.0.0.1:4600", "/o/acme?tab=mine", OWN, "http://localhost:4600/o/acme?tab=mine"],
  ["[::1]:4600", "/", OWN, "http://localhost:4600/"],
  ["localhost:4600", "/", OWN, null],
  ["127.0.0.1:4601", "/", OWN, null],
  ["127.0.0.1:4600", "/", "https://countersign.example:4600", null],
  ["countersign.example:4600", "/", OWN, null],
  ["not a host", "/", OWN, null],
  [null, "/", OWN, null],
  ["127.0.0.1:4600", "/", undefined, null],
])("asked for at %s, %s is opened under %s at %s", (host, path, publicUrl, expected) => {
  expect(underPublicName(host, path, publicUrl)).toBe(expected);
});
