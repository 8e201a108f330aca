import { describe, expect, it } from "vitest";
import { DYN } from "../../conditions/cel-type.ts";
import { CelTime, ConditionError } from "../../conditions/cel-value.ts";
import { compileCondition } from "../../conditions/compile-condition.ts";

const SCOPE = { argumentsType: DYN, lists: {} };

function run(hours: string, zone: string, at: string): boolean | "error" {
  const condition = compileCondition(`within(now, ${JSON.stringify(hours)}, ${JSON.stringify(zone)})`, SCOPE);
  const value = condition.evaluate({ args: {}, now: new CelTime(Date.parse(at)) });
  return value instanceof ConditionError ? "error" : value;
}

describe("within()", () => {
  it.each([
    // 2026-11-23 is a Monday; Paris is an hour ahead of UTC in winter and two in summer.
    ["Mon-Fri 09:00-18:00", "Europe/Paris", "2026-11-23T08:00:00Z", true],
    ["Mon-Fri 09:00-18:00", "Europe/Paris", "2026-11-23T07:59:59.999Z", false],
    ["Mon-Fri 09:00-18:00", "Europe/Paris", "2026-11-23T16:59:59.999Z", true],
    ["Mon-Fri 09:00-18:00", "Europe/Paris", "2026-11-23T17:00:00Z", false],
    ["Mon-Fri 09:00-18:00", "Europe/Paris", "2026-07-20T07:00:00Z", true],
    ["Mon-Fri 09:00-18:00", "Europe/Paris", "2026-07-20T16:00:00Z", false],
    ["Mon-Fri 09:00-18:00", "Europe/Paris", "2026-11-22T12:00:00Z", false],
    ["Mon-Fri 09:00-18:00; Sat 10:00-14:00", "UTC", "2026-11-21T13:59:00Z", true],
    ["Mon-Fri 09:00-18:00, Sat 10:00-14:00", "UTC", "2026-11-21T14:00:00Z", false],
    ["Mon,Wed 09:00-12:00,13:00-17:00", "UTC", "2026-11-25T13:00:00Z", true],
    ["Mon,Wed 09:00-12:00,13:00-17:00", "UTC", "2026-11-25T12:30:00Z", false],
    ["Mon,Wed 09:00-12:00,13:00-17:00", "UTC", "2026-11-24T13:00:00Z", false],
    ["Sat-Sun", "UTC", "2026-11-22T23:59:00Z", true],
    ["Sat-Sun", "UTC", "2026-11-23T00:00:00Z", false],
    ["Fri-Mon 00:00-24:00", "UTC", "2026-11-23T23:59:59Z", true],
    ["Fri-Mon 00:00-24:00", "UTC", "2026-11-24T00:00:00Z", false],
    ["09:00-17:00", "UTC", "2026-11-22T09:00:00Z", true],
    ["monday 09:00-17:00", "UTC", "2026-11-23T09:00:00Z", true],
    // Overnight belongs to the day it begins on.
    ["Fri 22:00-06:00", "UTC", "2026-11-20T23:00:00Z", true],
    ["Fri 22:00-06:00", "UTC", "2026-11-21T05:59:00Z", true],
    ["Fri 22:00-06:00", "UTC", "2026-11-21T06:00:00Z", false],
    ["Fri 22:00-06:00", "UTC", "2026-11-20T05:00:00Z", false],
    ["Sun 22:00-06:00", "UTC", "2026-11-23T03:00:00Z", true],
    // New York's clocks go from 2:00 to 3:00 on 8 March 2026, and show 1:00 to 2:00 twice on 1 November.
    ["Sun 02:00-03:00", "America/New_York", "2026-03-08T06:59:00Z", false],
    ["Sun 02:00-03:00", "America/New_York", "2026-03-08T07:00:00Z", false],
    ["Sun 03:00-04:00", "America/New_York", "2026-03-08T07:00:00Z", true],
    ["Sun 01:00-02:00", "America/New_York", "2026-11-01T05:30:00Z", true],
    ["Sun 01:00-02:00", "America/New_York", "2026-11-01T06:30:00Z", true],
    ["Sun 01:00-02:00", "America/New_York", "2026-11-01T07:00:00Z", false],
    ["Mon 00:00-01:00", "Pacific/Kiritimati", "2026-11-22T10:00:00Z", true],
    ["Sun 23:00-24:00", "Asia/Kathmandu", "2026-11-22T17:15:00Z", true],
  ])("%s in %s at %s: %s", (hours, zone, at, expected) => {
    expect(run(hours, zone, at)).toBe(expected);
  });

  it.each([
    ["", "UTC"],
    ["Mon-Fri 9-17", "UTC"],
    ["Mon-Fri 9:00-17:00", "UTC"],
    ["Mon-Fri 09:00-09:00", "UTC"],
    ["Mon-Fri 09:00-25:00", "UTC"],
    ["Mon-Fri 24:00-06:00", "UTC"],
    ["Mon-Fri 09:60-17:00", "UTC"],
    ["Mon-Fri-Sun 09:00-17:00", "UTC"],
    ["Mon-Funday 09:00-17:00", "UTC"],
    ["Lun-Ven 09:00-17:00", "UTC"],
    ["Mon-Fri 09:00–17:00", "UTC"],
    ["Mon-Fri 09:00-17:00;;", "UTC"],
    ["always", "UTC"],
    ["Mon-Fri 09:00-17:00", "Europe/Pariss"],
    ["Mon-Fri 09:00-17:00", ""],
    ["Mon-Fri 09:00-17:00", "+02:00"],
    ["Mon-Fri 09:00-17:00", "../UTC"],
  ])("refuses %j in %j when the policy is checked, and is an error at a call", (hours, zone) => {
    const text = `within(now, ${JSON.stringify(hours)}, ${JSON.stringify(zone)})`;
    expect(compileCondition(text, SCOPE).problems).toMatchObject([{ code: "condition.function.misused" }]);
    expect(run(hours, zone, "2026-11-23T12:00:00Z")).toBe("error");
  });
});
