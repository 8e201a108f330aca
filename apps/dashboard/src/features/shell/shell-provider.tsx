"use client";

import { ToastProvider, UiProvider } from "@countersign/ui";
import type { ReactNode } from "react";
import { describeError } from "#features/api/describe-error.ts";
import { PageLink } from "./page-link.tsx";

/** What the primitives need of this app on every page: its links, its words for errors, its messages. */
export function ShellProvider({ children }: { readonly children: ReactNode }) {
  return (
    <UiProvider link={PageLink} describeError={describeError}>
      <ToastProvider>{children}</ToastProvider>
    </UiProvider>
  );
}
