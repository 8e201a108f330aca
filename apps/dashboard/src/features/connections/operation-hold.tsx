"use client";

import { formatUsd } from "@countersign/core";
import { Banner, Button, ConfirmDialog, MoneyText, TimeText } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "#features/api/trpc.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { Operation } from "./connection-types.ts";
import { useMayChange } from "./use-may-change.ts";

interface OperationHoldProps {
  readonly operation: Operation;
  readonly hold: NonNullable<Operation["hold"]>;
  readonly onReleased: () => void;
}

/** Why no call of the operation gets through, and the way on for those who may change it. */
export function OperationHold({ operation, hold, onReleased }: OperationHoldProps) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const { name: organization } = useOrganization();
  const mayChange = useMayChange();
  const [isAsked, setAsked] = useState(false);
  const release = useMutation(
    trpc.connections.liftHold.mutationOptions({
      onSuccess: () => cache.invalidateQueries(trpc.connections.pathFilter()),
    }),
  );
  return (
    <div className="grid gap-3">
      <Banner tone="danger" action={<Link href={`/o/${organization}/audit/${hold.recordId}`}>See the call</Link>}>
        On hold since <TimeText at={hold.since} />: a call cost{" "}
        <MoneyText amount={formatUsd(BigInt(hold.costMicros))} /> where{" "}
        <MoneyText amount={formatUsd(BigInt(hold.reservedMicros))} /> was set aside. It was charged in full, and no call
        gets through until somebody lets the operation go on.
      </Banner>
      {mayChange ? (
        <div>
          <Button onClick={() => setAsked(true)}>Let it go on</Button>
        </div>
      ) : null}
      <ConfirmDialog
        isOpen={isAsked}
        title={`Let ${operation.name} go on?`}
        body="Calls get through again at once. If its price or at_most is too low, correct that first: the next call that costs more than was set aside puts it on hold again."
        confirmLabel={`Let ${operation.name} go on`}
        onConfirm={async () => {
          await release.mutateAsync({ organization, operationId: operation.id });
          onReleased();
        }}
        onClose={() => setAsked(false)}
      />
    </div>
  );
}
