"use client";

import { Banner, Button } from "@countersign/ui";
import { useOrganization } from "#features/shell/organization-context.tsx";
import { useDismissed } from "#features/shell/use-dismissed.ts";
import { usePush } from "./use-push.ts";

/** Offers to tell a person on this device, until they take it or turn it down. */
export function PushPrompt() {
  const { name } = useOrganization();
  const push = usePush(name);
  const [isDismissed, dismiss] = useDismissed(`push.${name}`);
  if (push.state !== "off" || isDismissed) return null;
  return (
    <Banner
      className="mb-4"
      action={
        <span className="flex flex-wrap gap-2">
          <Button disabled={push.isPending} onClick={push.turnOn}>
            {push.isPending ? "Turning on…" : "Turn on"}
          </Button>
          <Button look="quiet" onClick={dismiss}>
            Not here
          </Button>
        </span>
      }
    >
      Be told on this device when something waits for you.
      {push.problem === null ? null : (
        <span role="alert" className="block text-deny">
          {push.problem}
        </span>
      )}
    </Banner>
  );
}
