import { formatKey } from "@countersign/core";
import { describe, expect, it } from "vitest";
import { readCredential } from "./credential.ts";

const parts = { organizationRef: "A".repeat(10), keyRef: "b".repeat(12), secret: "3".repeat(43) };
const KEY = formatKey({ kind: "csk", ...parts });

describe("a credential", () => {
  it.each([`Bearer ${KEY}`, `bearer ${KEY}`, `BEARER   ${KEY}`])("is read from %s", (authorization) => {
    expect(readCredential({ authorization }, "10.0.0.1")).toEqual({
      ok: true,
      credential: { key: { kind: "csk", ...parts }, declaredInstance: null, ip: "10.0.0.1" },
    });
  });

  it.each<[string, string | string[] | undefined, string]>([
    ["no header", undefined, "auth.credential.missing"],
    ["an empty header", "", "auth.credential.missing"],
    ["several headers", [`Bearer ${KEY}`, `Bearer ${KEY}`], "auth.credential.missing"],
    ["the key alone", KEY, "auth.credential.invalid"],
    ["another scheme", `Basic ${KEY}`, "auth.credential.invalid"],
    ["words after the key", `Bearer ${KEY} and more`, "auth.credential.invalid"],
    ["another checksum", `Bearer ${KEY.slice(0, -1)}${KEY.endsWith("0") ? "1" : "0"}`, "auth.credential.invalid"],
    ["a key that is cut", `Bearer ${KEY.slice(0, -1)}`, "auth.credential.invalid"],
    ["a management token", `Bearer ${formatKey({ kind: "csm", ...parts })}`, "auth.credential.invalid"],
  ])("isn't accepted from %s, with the status 401", (_what, authorization, code) => {
    const read = readCredential({ authorization }, null);
    expect(read).toMatchObject({ ok: false, refusal: { code, status: 401 } });
    expect(JSON.stringify(read)).not.toContain(parts.secret);
  });

  it("takes identity from no other header", () => {
    const headers = { "countersign-key": KEY, "x-api-key": KEY, cookie: `key=${KEY}` };
    expect(readCredential(headers, null)).toMatchObject({ ok: false, refusal: { code: "auth.credential.missing" } });
  });

  it.each(["a", "outreach-7", `a${"-".repeat(61)}`])("may declare the instance %s", (name) => {
    const headers = { authorization: `Bearer ${KEY}`, "countersign-instance": name };
    expect(readCredential(headers, null)).toMatchObject({ ok: true, credential: { declaredInstance: name } });
  });

  it.each(["", "Seven", "7", "a b", "a/b", `a${"b".repeat(62)}`])("may not declare an instance named %j", (name) => {
    const headers = { authorization: `Bearer ${KEY}`, "countersign-instance": name };
    expect(readCredential(headers, null)).toMatchObject({ ok: false, refusal: { code: "auth.instance.name" } });
  });
});
