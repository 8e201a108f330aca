import type { ReactNode } from "react";

interface StateProps {
  readonly title: string;
  /** What it means and what to do next. */
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

/** Nothing here, and what would bring something here. */
export function EmptyState({ title, children, action }: StateProps) {
  return (
    <div className="state">
      <h2>{title}</h2>
      <div className="muted">{children}</div>
      {action}
    </div>
  );
}

/** Something went wrong: what, and what to do. */
export function ErrorState({ title, children, action }: StateProps) {
  return (
    <div className="state" role="alert">
      <h2>{title}</h2>
      <div className="muted">{children}</div>
      {action}
    </div>
  );
}
