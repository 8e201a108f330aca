import type { ReactNode } from "react";

export type StepState = "ahead" | "now" | "done";

export interface Step {
  readonly id: string;
  readonly title: string;
  readonly state: StepState;
  readonly content?: ReactNode;
}

const STATE_WORDS: Readonly<Record<StepState, string>> = { ahead: "to do", now: "now", done: "done" };

/** Numbered steps, each with where it stands. */
export function Steps({ label, steps }: { readonly label: string; readonly steps: readonly Step[] }) {
  return (
    <ol className="steps" aria-label={label}>
      {steps.map((step, index) => (
        <li
          key={step.id}
          className={`step is-${step.state}`}
          {...(step.state === "now" ? { "aria-current": "step" as const } : {})}
        >
          <span className="step-number num" aria-hidden="true">
            {step.state === "done" ? "✓" : index + 1}
          </span>
          <div className="min-w-0">
            <h2>
              {step.title}
              <span className="sr">, {STATE_WORDS[step.state]}</span>
            </h2>
            {step.content ? <div className="mt-2">{step.content}</div> : null}
          </div>
        </li>
      ))}
    </ol>
  );
}
