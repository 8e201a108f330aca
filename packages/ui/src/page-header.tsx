"use client";

import { type ReactNode, useId } from "react";
import { useLink } from "./ui-provider.tsx";

interface PageHeaderProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  /** The page this one belongs under. */
  readonly back?: { readonly href: string; readonly label: string };
}

/** The head of a page: what it is, what can be done here. */
export function PageHeader({ title, description, actions, back }: PageHeaderProps) {
  const Link = useLink();
  return (
    <header className="page-header">
      <div className="min-w-0">
        {back ? (
          <p className="muted m-0 mb-1">
            <Link href={back.href}>{back.label}</Link>
          </p>
        ) : null}
        <h1>{title}</h1>
        {description ? <div className="muted mt-1 max-w-[72ch]">{description}</div> : null}
      </div>
      {actions ? <div className="page-actions">{actions}</div> : null}
    </header>
  );
}

interface SectionProps {
  readonly title: string;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A part of a page under a heading of its own. */
export function Section({ title, description, actions, children, className }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={className ?? "mt-8"}>
      <div className="section-head flex-wrap">
        <h2 id={id}>{title}</h2>
        {actions ? <div className="flex flex-wrap items-center gap-2">{actions}</div> : null}
      </div>
      {description ? <p className="muted mb-3 mt-2 max-w-[72ch]">{description}</p> : null}
      {children}
    </section>
  );
}
