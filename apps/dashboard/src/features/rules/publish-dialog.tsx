"use client";

import { Banner, Button, Dialog, DiffView, Mark, useToast } from "@countersign/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { z } from "zod";
import { refusalIn } from "#features/api/refusal-in.ts";
import { useTRPC } from "#features/api/trpc.ts";
import { FormActions } from "#features/forms/form-actions.tsx";
import { FormTextArea } from "#features/forms/form-field.tsx";
import { useZodForm } from "#features/forms/use-zod-form.ts";
import { useOrganization } from "#features/shell/organization-context.tsx";
import type { Draft, Validation } from "#server/views/policy.ts";
import type { Checked } from "./use-checked.ts";
import type { EditedDraft } from "./use-draft.ts";

const LONGEST_MESSAGE = 500;
const messageSchema = z.object({
  message: z
    .string()
    .trim()
    .min(1, "Say what changed and why: the history and the audit show it.")
    .max(LONGEST_MESSAGE, `At most ${LONGEST_MESSAGE} characters.`),
});

interface PublishDialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly draft: Draft;
  readonly edited: EditedDraft;
  readonly checked: Checked;
}

/** What is about to change, what its tests say, and why: then the next version is published. */
export function PublishDialog({ isOpen, onClose, ...rest }: PublishDialogProps) {
  const next = rest.draft.published.version + 1;
  return (
    <Dialog title={`Publish version ${next}`} isOpen={isOpen} onClose={onClose} shape="sheet">
      <PublishForm onClose={onClose} {...rest} />
    </Dialog>
  );
}

function PublishForm({ onClose, draft, edited, checked }: Omit<PublishDialogProps, "isOpen">) {
  const trpc = useTRPC();
  const cache = useQueryClient();
  const say = useToast();
  const { name: organization } = useOrganization();
  const { published } = draft;
  const next = published.version + 1;
  const publish = useMutation(trpc.policy.publish.mutationOptions());
  const form = useZodForm(messageSchema, {
    defaultValues: { message: "" },
    onSubmit: async ({ message }) => {
      const source = edited.text;
      try {
        const done = await publish.mutateAsync({ organization, source, message, baseVersion: edited.baseVersion });
        edited.take({ source, baseVersion: done.version, revision: 0 });
        say(
          done.inForce
            ? `Version ${done.version} is in force: the next call obeys it.`
            : `Version ${done.version} is saved. The gateways couldn't be told yet; it is in force as soon as they are.`,
        );
        onClose();
      } catch (error) {
        // The page shows the newer version and how to bring it in; the text stays.
        if (refusalIn(error)?.code === "policy.version.conflict") onClose();
        throw error;
      } finally {
        await cache.invalidateQueries(trpc.policy.pathFilter());
      }
    },
  });
  const isBlocked = checked.isBehind || checked.validation?.isPublishable !== true;
  return (
    <form className="policy-publish" onSubmit={form.submit}>
      <TestsVerdict checked={checked} />
      <FormTextArea
        form={form}
        name="message"
        label="What changed, and why"
        rows={2}
        maxLength={LONGEST_MESSAGE}
        autoFocus
        placeholder="Outreach may look up companies on the list"
      />
      <FormActions
        form={form}
        submitLabel={`Publish version ${next}`}
        pendingLabel="Publishing…"
        look="seal"
        isDisabled={isBlocked}
      >
        <Button onClick={onClose}>Keep editing</Button>
      </FormActions>
      <DiffView
        label={`Changes from version ${published.version}`}
        before={published.source}
        after={edited.text}
        beforeTitle={published.version === 0 ? "Nothing yet" : `Version ${published.version}`}
        afterTitle={`Version ${next}`}
      />
    </form>
  );
}

function TestsVerdict({ checked }: { readonly checked: Checked }) {
  const { validation, isBehind, error } = checked;
  if (error) return <Banner tone="danger">The text couldn't be checked. Close this and try again.</Banner>;
  if (!validation || isBehind) return <p className="muted m-0">Checking…</p>;
  if (!validation.isPublishable) return <Banner tone="danger">{blockedWords(validation)}</Banner>;
  const warnings = validation.problems.length;
  return (
    <p className="m-0 flex flex-wrap gap-x-4 gap-y-1">
      <Mark kind="allow">{testsWords(validation)}</Mark>
      {warnings > 0 ? <Mark kind="limit">{warnings === 1 ? "1 warning" : `${warnings} warnings`}</Mark> : null}
    </p>
  );
}

function blockedWords({ problems }: Validation): string {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  return errors === 1
    ? "One error keeps it from being published. Close this to correct it."
    : `${errors} errors keep it from being published. Close this to correct them.`;
}

function testsWords({ tests }: Validation): string {
  const passed = tests?.passed ?? 0;
  if (passed === 0) return "It has no errors. It has no tests either: add some under tests.";
  return passed === 1 ? "Its test passes" : `All ${passed} tests pass`;
}
