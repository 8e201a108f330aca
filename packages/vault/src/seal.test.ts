import { describe, expect, it } from "vitest";
import { open } from "./open.ts";
import { seal } from "./seal.ts";
import { Secret } from "./secret.ts";

const MASTER = new Secret("0123456789abcdefghijklmnopqrstuvwxyzABCD");
const NEXT = new Secret("the next master key 9876543210 ZYXWVUTS");
const BINDING = { organizationId: "org_a", purpose: "approval-answer", subjectId: "apr_1" } as const;

describe("seal and open", () => {
  const sealed = seal(MASTER, BINDING, "the answer: ✓");

  it("what was sealed opens with the same binding", () => {
    const opened = open([MASTER], BINDING, sealed);
    expect(opened.kind === "OPENED" && opened.plaintext.reveal()).toBe("the answer: ✓");
  });

  it("an empty text and a megabyte survive", () => {
    for (const text of ["", "x".repeat(1_048_576)]) {
      const opened = open([MASTER], BINDING, seal(MASTER, BINDING, text));
      expect(opened.kind === "OPENED" && opened.plaintext.reveal() === text).toBe(true);
    }
  });

  it.each([{ organizationId: "org_b" }, { purpose: "credential" }, { subjectId: "apr_2" }])(
    "moved to %o it is refused",
    (other) => {
      expect(open([MASTER], { ...BINDING, ...other }, sealed)).toEqual({ kind: "REFUSED", reason: "not-authentic" });
    },
  );

  it("parts of two sealed texts can't be combined", () => {
    const [version, id, wrapped] = sealed.split(".");
    const body = seal(MASTER, BINDING, "another").split(".")[3];
    const mixed = [version, id, wrapped, body].join(".");
    expect(open([MASTER], BINDING, mixed)).toEqual({ kind: "REFUSED", reason: "not-authentic" });
  });

  it("a change of any byte is refused", () => {
    const [version = "", id = "", wrapped = "", body = ""] = sealed.split(".");
    for (const [at, part] of [wrapped, body].entries()) {
      const bytes = Buffer.from(part, "base64url");
      for (let index = 0; index < bytes.length; index += 1) {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
        const text = changed.toString("base64url");
        const forged = [version, id, at === 0 ? text : wrapped, at === 1 ? text : body].join(".");
        expect(open([MASTER], BINDING, forged).kind).toBe("REFUSED");
      }
    }
  });

  it("two seals of one text differ", () => {
    expect(seal(MASTER, BINDING, "same")).not.toBe(seal(MASTER, BINDING, "same"));
  });

  it("an earlier master key still opens during a rotation, an unknown one never", () => {
    expect(open([NEXT, MASTER], BINDING, sealed).kind).toBe("OPENED");
    expect(open([NEXT], BINDING, sealed)).toEqual({ kind: "REFUSED", reason: "unknown-key" });
  });

  it.each(["", "cs1", "cs2.a.b.c", "cs1.a.b.c.d", "plain text"])("%j is malformed", (text) => {
    expect(open([MASTER], BINDING, text)).toEqual({ kind: "REFUSED", reason: "malformed" });
  });
});
