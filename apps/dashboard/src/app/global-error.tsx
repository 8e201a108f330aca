"use client";

/** Stands in for the root layout itself, so it can't rely on any style. */
export default function GlobalError({ reset }: { readonly reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main>
          <h1>The dashboard couldn't be shown.</h1>
          <p>Your agents are not affected: calls are decided by the gateway.</p>
          <button type="button" onClick={reset}>
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
