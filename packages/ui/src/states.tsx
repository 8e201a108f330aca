import type { ReactNode } from "react";

interface StateProps {
  readonly title: string;
  /** What it means and what to do next. */
  readonly children: ReactNode;
  readonly action?: ReactNode;
  /** 1 where this is all the page says. */
  readonly level?: 1 | 2;
}

/** Nothing here, and what would bring something here. */
export function EmptyState({ title, children, action, level = 2 }: StateProps) {
  return (
    <div className="state">
      <StateTitle level={level}>{title}</StateTitle>
      <div className="muted">{children}</div>
      {action}
    </div>
  );
}

/** Something went wrong: what, and what to do. */
export function ErrorState({ title, children, action, level = 2 }: StateProps) {
  return (
    <div className="state" role="alert">
      <StateTitle level={level}>{title}</StateTitle>
      <div className="muted">{children}</div>
      {action}
    </div>
  );
}

function StateTitle({ level, children }: { readonly level: 1 | 2; readonly children: string }) {
  return level === 1 ? <h1 className="state-title">{children}</h1> : <h2>{children}</h2>;
}
