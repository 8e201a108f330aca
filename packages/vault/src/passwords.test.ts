import { describe, expect, it } from "vitest";
import { hashPassword, verifyPassword } from "./passwords.ts";

describe("passwords", () => {
  it("the right one is accepted, a wrong one is not", async () => {
    const stored = await hashPassword("correct horse battery");
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await verifyPassword(stored, "correct horse battery")).toBe(true);
    expect(await verifyPassword(stored, "correct horse batterz")).toBe(false);
    expect(await verifyPassword(stored, "")).toBe(false);
  });

  it("nobody's password is never right, not even the decoy's", async () => {
    expect(await verifyPassword(null, "nobody's password")).toBe(false);
    expect(await verifyPassword(null, "")).toBe(false);
  });

  it("an unreadable stored hash refuses", async () => {
    expect(await verifyPassword("not a hash", "anything")).toBe(false);
  });

  it("an unknown person costs the same work as a known one", async () => {
    const stored = await hashPassword("a password");
    const time = async (hash: string | null): Promise<number> => {
      const start = process.hrtime.bigint();
      await verifyPassword(hash, "guess");
      return Number(process.hrtime.bigint() - start) / 1e6;
    };
    await time(null);
    const [known, unknown]: [number[], number[]] = [[], []];
    for (let round = 0; round < 9; round += 1) {
      known.push(await time(stored));
      unknown.push(await time(null));
    }
    const median = (times: number[]): number => times.sort((a, b) => a - b)[4] ?? 0;
    // Without the decoy an unknown person would be answered in well under a tenth of the time.
    expect(median(unknown)).toBeGreaterThan(median(known) / 3);
  });

  it("a password of more than 1 KiB is refused at once", async () => {
    const long = "x".repeat(1025);
    await expect(hashPassword(long)).rejects.toThrow(RangeError);
    await expect(hashPassword("")).rejects.toThrow(RangeError);
    expect(await verifyPassword(await hashPassword("y"), long)).toBe(false);
  });
});
