import { carriedAddresses, type IpRange, isInRanges, parseIpAddress, parseIpRange } from "@countersign/core";
import { BOOL } from "../../conditions/cel-type.ts";
import {
  type CelResult,
  type CelValue,
  ConditionError,
  type Frame,
  isList,
  kindOf,
  spend,
} from "../../conditions/cel-value.ts";
import type { FunctionSpec } from "../function-spec.ts";

/**
 * `ip_in(args.ip, "10.0.0.0/8")`, or with a list of ranges: whether an address is in one of them. IPv4 written as IPv6
 * is IPv4; an IPv6 address that a gateway turns into an IPv4 address of the range is an error. Text that isn't an address in its usual spelling, and a range that isn't one, are errors.
 */
function ipIn(form: FunctionSpec["form"]): FunctionSpec {
  return {
    name: "ip_in",
    form,
    parameters: ["string", "dyn"],
    minArguments: 2,
    maxArguments: 2,
    result: BOOL,
    call: isIn,
    checkConstants: ([, ranges]) => {
      const odd = ranges === undefined ? undefined : asList(ranges).find((range) => readRange(range) === null);
      return odd === undefined
        ? null
        : `${typeof odd === "string" ? odd.slice(0, 64) : kindOf(odd)} is no range of addresses`;
    },
  };
}

function isIn([text, ranges]: readonly CelValue[], frame: Frame): CelResult {
  if (typeof text !== "string" || ranges === undefined) return new ConditionError("ip_in needs text and a range");
  const entries = asList(ranges);
  const excess = spend(frame, 4 + 4 * entries.length);
  if (excess) return excess;
  const address = parseIpAddress(text);
  if (!address) return new ConditionError("ip_in was given something that is not an IP address");
  const read = entries.map(readRange);
  if (!read.every((range) => range !== null))
    return new ConditionError("ip_in was given something that is not a range");
  if (isInRanges(address, read)) return true;
  const carried = carriedAddresses(address);
  return carried.some((inside) => isInRanges(inside, read))
    ? new ConditionError("ip_in was given an address that leads to one of the range on some networks")
    : false;
}

function asList(ranges: CelValue): readonly CelValue[] {
  return isList(ranges) ? ranges : [ranges];
}

function readRange(range: CelValue): IpRange | null {
  return typeof range === "string" ? parseIpRange(range) : null;
}

export const IP_FUNCTIONS: readonly FunctionSpec[] = [ipIn("function"), ipIn("method")];
