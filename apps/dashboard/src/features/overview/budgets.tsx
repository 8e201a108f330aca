import { formatUsd } from "@countersign/core";
import { classNames } from "@countersign/ui";
import type { Budget } from "#server/views/overview.ts";

/** From here on a bar is drawn in amber. */
const HOT_PERCENT = 90;

/** The limits of the present windows and how much of each is used. */
export function Budgets({ budgets }: { readonly budgets: readonly Budget[] }) {
  return (
    <section aria-labelledby="budgets">
      <div className="section-head">
        <h2 id="budgets">Budgets</h2>
        <span className="label">of the present windows</span>
      </div>
      {budgets.length === 0 ? (
        <p className="muted">No limit of the policy has been used in its present window.</p>
      ) : null}
      <ul className="m-0 list-none p-0">
        {budgets.map((budget) => (
          <BudgetRow key={budget.id} budget={budget} />
        ))}
      </ul>
    </section>
  );
}

function BudgetRow({ budget }: { readonly budget: Budget }) {
  const used = BigInt(budget.used);
  const max = BigInt(budget.max);
  const percent = max === 0n ? 100 : Math.min(100, Number((used * 1000n) / max) / 10);
  const written = (amount: bigint) => (budget.kind === "spend" ? formatUsd(amount) : amount.toLocaleString("en-US"));
  return (
    <li className="budget">
      <span className="min-w-0">{budget.title}</span>
      <span className="mono">
        {written(used)}{" "}
        <span className="faint">
          of {written(max)}
          {budget.kind === "calls" ? " calls" : ""}
        </span>
      </span>
      <div className="track" aria-hidden="true">
        <i className={classNames(percent >= HOT_PERCENT && "hot")} style={{ width: `${percent}%` }} />
      </div>
    </li>
  );
}
