"use client";

import { Button, Field, Input } from "@countersign/ui";
import { signIn } from "next-auth/react";
import { type FormEvent, useState } from "react";

/** Says no more than this whatever was wrong, so that nobody learns who has an account. */
const REFUSED =
  "E-mail and password don't go together, or there were too many tries. Check both; after ten tries wait 15 minutes.";
const UNREACHABLE = "The server didn't answer. Check your network and try again.";

/** Signs in with e-mail and password and goes on to where the person was heading. */
export function SignInForm({ next }: { readonly next: string }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const submit = async (form: FormData): Promise<string | null> => {
    try {
      const answer = await signIn("credentials", {
        email: String(form.get("email") ?? ""),
        password: String(form.get("password") ?? ""),
        redirect: false,
      });
      if (!answer?.ok) return REFUSED;
    } catch {
      return UNREACHABLE;
    }
    window.location.assign(next);
    return null;
  };
  // Not a form action: React empties the fields after one, and what was typed has to stay.
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setProblem(null);
    setPending(true);
    submit(new FormData(event.currentTarget)).then(
      (found) => {
        setProblem(found);
        // Without a problem the page is on its way to the next one.
        setPending(found === null);
      },
      () => setPending(false),
    );
  };
  return (
    <form onSubmit={onSubmit} className="grid gap-4">
      <Field label="E-mail">
        {(control) => <Input {...control} name="email" type="email" autoComplete="username" required autoFocus />}
      </Field>
      <Field label="Password">
        {(control) => <Input {...control} name="password" type="password" autoComplete="current-password" required />}
      </Field>
      {problem ? (
        <p role="alert" className="m-0 text-deny">
          {problem}
        </p>
      ) : null}
      <Button look="primary" type="submit" disabled={isPending}>
        {isPending ? "Signing in…" : "Sign in"}
      </Button>
    </form>
  );
}
