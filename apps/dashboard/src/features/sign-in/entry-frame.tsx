import type { ReactNode } from "react";
import { ApiProvider } from "#features/api/api-provider.tsx";

interface EntryFrameProps {
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Other ways to go, under a line. */
  readonly footer?: ReactNode;
}

/** A page outside any organization: one thing to do, in the middle. */
export function EntryFrame({ title, description, children, footer }: EntryFrameProps) {
  return (
    <ApiProvider>
      <main className="mx-auto grid min-h-dvh grid-cols-[minmax(0,1fr)] w-full max-w-[408px] content-center gap-6 px-4 py-12">
        <div className="brand">
          <b aria-hidden="true" />
          Countersign
        </div>
        <div className="grid gap-2">
          <h1 className="wrap-anywhere">{title}</h1>
          {description ? <div className="muted break-words">{description}</div> : null}
        </div>
        {children}
        {footer ? (
          <div className="muted grid gap-2 border-0 border-t border-solid border-line pt-4">{footer}</div>
        ) : null}
      </main>
    </ApiProvider>
  );
}
