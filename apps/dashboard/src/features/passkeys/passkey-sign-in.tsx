"use client";

import { Button } from "@countersign/ui";
import { startAuthentication } from "@simplewebauthn/browser";
import { useMutation } from "@tanstack/react-query";
import { describeError } from "#features/api/describe-error.ts";
import { useTRPC } from "#features/api/trpc.ts";
import { passkeyProblem, usePasskeysMissing } from "./passkey-browser.ts";

/** Signs in by a passkey and goes on to where the person was heading; nothing where the browser has none. */
export function PasskeySignIn({ next }: { readonly next: string }) {
  const trpc = useTRPC();
  const isMissing = usePasskeysMissing() !== null;
  const ask = useMutation(trpc.entry.askPasskey.mutationOptions());
  const answer = useMutation(trpc.entry.signInByPasskey.mutationOptions());
  const signIn = useMutation({
    mutationFn: async () => {
      const optionsJSON = await ask.mutateAsync({});
      await answer.mutateAsync({ response: await startAuthentication({ optionsJSON }) });
    },
    onSuccess: () => window.location.assign(next),
  });
  if (isMissing) return null;
  const isBusy = signIn.isPending || signIn.isSuccess;
  return (
    <div className="grid gap-2">
      <Button disabled={isBusy} onClick={() => signIn.mutate()}>
        {isBusy ? "Signing in…" : "Use a passkey"}
      </Button>
      {signIn.error ? (
        <p role="alert" className="m-0 text-deny">
          {passkeyProblem(signIn.error) ?? describeError(signIn.error)}
        </p>
      ) : null}
    </div>
  );
}
