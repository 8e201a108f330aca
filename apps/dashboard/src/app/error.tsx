"use client";

import { Button, ErrorState } from "@countersign/ui";

export default function PageError({
  error,
  reset,
}: {
  readonly error: Error & { digest?: string };
  readonly reset: () => void;
}) {
  return (
    <main className="mx-auto max-w-xl px-4 py-16">
      <ErrorState level={1} title="This page couldn't be shown." action={<Button onClick={reset}>Try again</Button>}>
        Nothing you did was lost. {error.digest ? `If it stays, tell us the id ${error.digest}.` : ""}
      </ErrorState>
    </main>
  );
}
