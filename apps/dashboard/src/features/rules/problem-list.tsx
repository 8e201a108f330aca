import type { PolicyProblemView } from "#server/views/policy.ts";

interface ProblemListProps {
  readonly problems: readonly PolicyProblemView[];
  readonly onGoTo: (problem: PolicyProblemView) => void;
}

const MOST_SHOWN = 50;

/** Everything that is wrong with the text, each with its line and its fix; choosing one goes there. */
export function ProblemList({ problems, onGoTo }: ProblemListProps) {
  if (problems.length === 0) return null;
  return (
    <section aria-label="Problems" className="policy-problems">
      <ul>
        {problems.slice(0, MOST_SHOWN).map((problem) => (
          <li key={`${problem.line} ${problem.column} ${problem.path} ${problem.message}`}>
            <button type="button" className={`problem-row is-${problem.severity}`} onClick={() => onGoTo(problem)}>
              <span className="num faint">{problem.line ?? ""}</span>
              <span>
                <b>{problem.severity === "error" ? "Error" : "Warning"}</b> {problem.message}{" "}
                <span className="muted">{problem.fix}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {problems.length > MOST_SHOWN ? <p className="label m-2">{problems.length - MOST_SHOWN} more.</p> : null}
    </section>
  );
}
