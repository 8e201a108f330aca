interface MoneyTextProps {
  /** Already written for people by core's `formatUsd`, or null when nothing was spent. */
  readonly amount: string | null;
}

/** An amount in tabular figures; a dash when there is none. */
export function MoneyText({ amount }: MoneyTextProps) {
  if (amount === null) {
    return (
      <span className="mono faint">
        <span aria-hidden="true">–</span>
        <span className="sr">no cost</span>
      </span>
    );
  }
  return <span className="mono">{amount}</span>;
}
