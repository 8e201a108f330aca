import { MONEY } from "../../conditions/cel-type.ts";
import {
  CelMoney,
  type CelResult,
  type CelValue,
  ConditionError,
  isNumeric,
  kindOf,
} from "../../conditions/cel-value.ts";
import type { FunctionSpec } from "../function-spec.ts";
import { readAmount } from "./read-amount.ts";

/**
 * `money(args.amount) <= money("$500")`: an exact amount from a number or text. Amounts compare, add and subtract with
 * amounts of the same currency; another currency is an error, since no rate is known here.
 */
export const money: FunctionSpec = {
  name: "money",
  form: "function",
  parameters: ["dyn"],
  minArguments: 1,
  maxArguments: 1,
  result: MONEY,
  call: ([value]) => toMoney(value ?? null),
  checkConstants: ([value]) => {
    const amount = value === undefined ? null : toMoney(value);
    return amount instanceof ConditionError ? amount.message : null;
  },
};

function toMoney(value: CelValue): CelResult {
  if (value instanceof CelMoney) return value;
  if (typeof value !== "string" && !isNumeric(value)) return new ConditionError(`money can't take ${kindOf(value)}`);
  const amount = readAmount(value);
  return amount
    ? new CelMoney(amount.currency, amount.micros)
    : new ConditionError('money needs a plain amount such as 5, "5.00", "$1,000.50" or "5 EUR"');
}
