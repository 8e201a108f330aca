"use client";

import { isAllowed } from "@countersign/core";
import { Badge, type BadgeTone, Button, TimeText, useToast, VisibleText } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { Delivery } from "#server/views/delivery.ts";
import { occasionText, recipientText } from "./delivery-words.ts";

const STATES: Readonly<Record<Delivery["state"], { readonly tone: BadgeTone; readonly word: string }>> = {
  sent: { tone: "ok", word: "sent" },
  waiting: { tone: "neutral", word: "on its way" },
  parked: { tone: "danger", word: "not delivered" },
  digested: { tone: "neutral", word: "told with others" },
  dropped: { tone: "muted", word: "not needed" },
};

interface DeliveryLineProps {
  readonly message: Delivery;
  /** What else is said of it, such as the approval it is about. */
  readonly children?: ReactNode;
}

/** One message: to whom, why, what became of it, and what can be done when its channel refused it. */
export function DeliveryLine({ message, children }: DeliveryLineProps) {
  const { role } = useOrganization();
  const { tone, word } = STATES[message.state];
  return (
    <li className="flex flex-wrap items-baseline justify-between gap-2 border-b py-2">
      <div className="min-w-0">
        <Badge tone={tone}>{word}</Badge>{" "}
        <b className="break-words">
          <VisibleText>{recipientText(message)}</VisibleText>
        </b>
        , <span className="muted">{occasionText(message.occasion)}</span>
        <DeliveryTimes message={message} />
        {children}
      </div>
      {message.state === "parked" && isAllowed(role, "deliveries.resend") ? <SendAgain message={message} /> : null}
    </li>
  );
}

function DeliveryTimes({ message: { sentAt, nextTryAt, attempts, problem } }: DeliveryLineProps) {
  return (
    <p className="muted m-0">
      {sentAt === null ? null : (
        <>
          Sent <TimeText at={sentAt} />.{" "}
        </>
      )}
      {problem === null ? null : (
        <>
          {attempts === 1 ? "The try" : `The last of ${attempts} tries`} failed: <VisibleText>{problem}</VisibleText>.{" "}
        </>
      )}
      {nextTryAt === null ? null : (
        <>
          {attempts === 0 ? "Due" : "Tried again"} <TimeText at={nextTryAt} />.
        </>
      )}
    </p>
  );
}

function SendAgain({ message: { id, approvalId } }: { readonly message: Delivery }) {
  const { name: organization } = useOrganization();
  const trpc = useTRPC();
  const cache = useQueryClient();
  const say = useToast();
  const resend = useMutation(
    trpc.deliveries.resend.mutationOptions({
      onSuccess: () => say("It is sent again."),
      onSettled: () => cache.invalidateQueries(trpc.deliveries.pathFilter()),
    }),
  );
  return (
    <div className="grid justify-items-end gap-1">
      <Button disabled={resend.isPending} onClick={() => resend.mutate({ organization, approvalId, id })}>
        {resend.isPending ? "Sending…" : "Send again"}
      </Button>
      {resend.isError ? (
        <p role="alert" className="m-0 text-deny">
          {resend.error.message}
        </p>
      ) : null}
    </div>
  );
}
