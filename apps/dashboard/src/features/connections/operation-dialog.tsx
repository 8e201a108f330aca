"use client";

import { formatUsd } from "@countersign/core";
import { Dialog, Facts, JsonView, MoneyText, VisibleText } from "@countersign/ui";
import { useMutation } from "@tanstack/react-query";
import { z } from "zod";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormInput, FormSelect } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { microsFromDollars, priceText } from "#features/money/price.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { Operation } from "./connection-types.ts";
import { OperationHold } from "./operation-hold.tsx";
import { useMayChange } from "./use-may-change.ts";

interface OperationDialogProps {
  readonly operation: Operation;
  readonly onClose: () => void;
}

/** Everything known of one operation, and what a person says about it: its class and its price. */
export function OperationDialog({ operation, onClose }: OperationDialogProps) {
  const mayChange = useMayChange();
  return (
    <Dialog shape="sheet" isOpen title={operation.name} onClose={onClose}>
      <div className="grid gap-5">
        {operation.description === null ? null : (
          <p className="m-0 whitespace-pre-wrap">
            <VisibleText>{operation.description}</VisibleText>
          </p>
        )}
        {operation.hold ? <OperationHold operation={operation} hold={operation.hold} onReleased={onClose} /> : null}
        {mayChange ? (
          <OperationForm operation={operation} onSaved={onClose} />
        ) : (
          <OperationFacts operation={operation} />
        )}
        <div>
          <h3 className="mb-2 mt-0">Definition in use</h3>
          <JsonView label="Definition in use" value={JSON.parse(operation.definition)} />
        </div>
      </div>
    </Dialog>
  );
}

function OperationFacts({ operation: { class: kind, priceMicros } }: { readonly operation: Operation }) {
  return (
    <Facts
      facts={[
        { name: "May", value: kind },
        { name: "Price", value: priceMicros === null ? "None" : <MoneyText amount={formatUsd(BigInt(priceMicros))} /> },
      ]}
    />
  );
}

const CLASSES = ["suggested", "read", "write", "external", "destructive"] as const;
const MEANINGS = {
  read: "read: changes nothing",
  write: "write: changes things that can be changed back",
  external: "external: reaches people or services outside",
  destructive: "destructive: may lose something for good",
} as const;

const schema = z.object({
  class: z.enum(CLASSES),
  price: z
    .string()
    .trim()
    .refine((text) => text === "" || microsFromDollars(text) !== null, {
      error: "A price is a number of dollars with at most six decimals, such as 0.004; leave it empty for none.",
    }),
});

function OperationForm({ operation, onSaved }: { readonly operation: Operation; readonly onSaved: () => void }) {
  const trpc = useTRPC();
  const { name: organization } = useOrganization();
  const setClass = useMutation(trpc.connections.setOperationClass.mutationOptions());
  const setPrice = useMutation(trpc.connections.setOperationPrice.mutationOptions());
  const before = {
    class: operation.isClassSet ? operation.class : ("suggested" as const),
    price: priceText(operation.priceMicros),
  };
  const form = useZodForm(schema, {
    defaultValues: before,
    fieldOf: (path) => (path === "class" ? "class" : "price"),
    onSubmit: async (values) => {
      const target = { organization, operationId: operation.id };
      if (values.class !== before.class) {
        await setClass.mutateAsync({ ...target, class: values.class === "suggested" ? null : values.class });
      }
      if (values.price !== before.price) {
        await setPrice.mutateAsync({ ...target, priceMicros: microsFromDollars(values.price) });
      }
      onSaved();
    },
  });
  return (
    <form className="grid gap-4" onSubmit={form.submit} noValidate>
      <FormSelect
        form={form}
        name="class"
        label="What it may do"
        hint="Rules can select by it. What a server says of its own tools is only a hint."
      >
        <option value="suggested">As its definition suggests ({operation.suggestedClass})</option>
        {(["read", "write", "external", "destructive"] as const).map((kind) => (
          <option key={kind} value={kind}>
            {MEANINGS[kind]}
          </option>
        ))}
      </FormSelect>
      <FormInput
        form={form}
        name="price"
        label="Price of a call, in dollars"
        hint="Reserved before each call and counted against spend limits. Empty: no price."
        inputMode="decimal"
        placeholder="0.004"
        autoComplete="off"
        className="mono"
      />
      <FormActions form={form} submitLabel="Save class and price" isDisabled={!form.isDirty} />
    </form>
  );
}
