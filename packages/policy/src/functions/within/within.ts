import { isOpen, type OpeningHours, readOpeningHours } from "@countersign/core";
import { BOOL } from "../../conditions/cel-type.ts";
import {
  type CelResult,
  CelTime,
  type CelValue,
  ConditionError,
  type Frame,
  spend,
} from "../../conditions/cel-value.ts";
import type { FunctionSpec } from "../function-spec.ts";
import { isTimeZone, localTime } from "../time-zone.ts";

const MAX_KEPT = 256;
const read = new Map<string, OpeningHours>();

/**
 * `within(now, "Mon-Fri 09:00-18:00", "Europe/Paris")`: whether the clocks of a place show a time of the given ones,
 * the end not included. Clocks that go back show an hour twice, clocks that go forward leave one out.
 */
export const within: FunctionSpec = {
  name: "within",
  form: "function",
  parameters: ["timestamp", "string", "string"],
  minArguments: 3,
  maxArguments: 3,
  result: BOOL,
  call: isWithin,
  checkConstants: ([, hours, zone]) => {
    const times = typeof hours === "string" ? hoursOf(hours) : null;
    if (times instanceof ConditionError) return times.message;
    return typeof zone === "string" && !isTimeZone(zone)
      ? `There is no time zone called ${JSON.stringify(zone)}`
      : null;
  },
};

function isWithin([time, text, zone]: readonly CelValue[], frame: Frame): CelResult {
  if (!(time instanceof CelTime) || typeof text !== "string" || typeof zone !== "string")
    return new ConditionError("within needs a time, times of the week and a time zone");
  const excess = spend(frame, 50);
  if (excess) return excess;
  const hours = hoursOf(text);
  if (hours instanceof ConditionError) return hours;
  const local = localTime(time.ms, zone);
  return local instanceof ConditionError ? local : isOpen(hours, local.weekday, local.hour * 60 + local.minute);
}

function hoursOf(text: string): OpeningHours | ConditionError {
  const known = read.get(text);
  if (known) return known;
  const hours = readOpeningHours(text);
  if (!hours) return new ConditionError('within needs times such as "Mon-Fri 09:00-18:00"');
  if (read.size >= MAX_KEPT) read.clear();
  read.set(text, hours);
  return hours;
}
