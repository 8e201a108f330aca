"use client";

import type { ApprovalFields } from "@countersign/policy";
import { Checkbox, Field, Input, Select, TagInput, TextArea } from "@countersign/ui";
import { NumberInput } from "./number-input.tsx";
import { RuleAsking } from "./rule-asking.tsx";
import type { FieldProblems } from "./rule-draft.ts";
import { channelSuggestions, type PolicyVocabulary } from "./vocabulary.ts";

interface RuleApprovalProps {
  readonly value: ApprovalFields;
  readonly onChange: (value: ApprovalFields) => void;
  readonly problems: FieldProblems;
  readonly groups: readonly string[];
  readonly vocabulary: PolicyVocabulary;
}

const ROLES = ["owner", "admin", "developer", "approver"];

/** Who is asked, how many must agree, and what happens when nobody answers. */
export function RuleApproval({ value, onChange, problems, groups, vocabulary }: RuleApprovalProps) {
  const people = [...groups, ...ROLES.map((role) => `role:${role}`), ...vocabulary.members.map(({ email }) => email)];
  return (
    <div className="grid gap-4">
      <Field
        label="Who may approve"
        hint="Groups of this policy, role:admin, or members' e-mail addresses."
        problem={problems["approval"]}
      >
        {(control) => (
          <TagInput
            {...control}
            value={value.by}
            suggestions={people}
            placeholder="role:admin"
            onChange={(by) => onChange({ ...value, by })}
          />
        )}
      </Field>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label="Votes needed">
          {({ id }) => (
            <NumberInput
              id={id}
              label="Votes needed"
              isWhole
              value={value.quorum ?? 1}
              onChange={(quorum) => onChange({ ...value, quorum })}
            />
          )}
        </Field>
        <Field label="Waits for" hint="90s, 30m, 24h or 7d; then it expires.">
          {(control) => (
            <Input
              {...control}
              value={value.expires ?? ""}
              placeholder="24h"
              onChange={(event) => onChange(withText(value, "expires", event.target.value))}
            />
          )}
        </Field>
      </div>
      <Field label="Answer when it expires" hint="The agent gets it instead of an error. Optional.">
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            value={value.on_expire?.respond.text ?? ""}
            onChange={(event) => onChange(withAnswer(value, event.target.value))}
          />
        )}
      </Field>
      <Field label="Notify" hint="slack:#channel, email:members, email:address, web or webhook:name.">
        {(control) => (
          <TagInput
            {...control}
            value={value.notify ?? []}
            suggestions={channelSuggestions(vocabulary)}
            onChange={(notify) => onChange({ ...value, notify })}
          />
        )}
      </Field>
      <details className="pick-list">
        <summary>More about the votes</summary>
        <MoreAboutVotes value={value} onChange={onChange} />
      </details>
      <details
        className="pick-list"
        open={Object.keys(problems).some((field) => field.startsWith("approval.")) || undefined}
      >
        <summary>Who is asked when, and grants</summary>
        <RuleAsking value={value} onChange={onChange} problems={problems} people={people} />
      </details>
    </div>
  );
}

function MoreAboutVotes({ value, onChange }: Pick<RuleApprovalProps, "value" | "onChange">) {
  return (
    <div className="pick-groups is-form">
      <Field label="Votes against that deny it">
        {({ id }) => (
          <NumberInput
            id={id}
            label="Votes against that deny it"
            isWhole
            value={value.deny_quorum ?? 1}
            onChange={(count) => onChange({ ...value, deny_quorum: count })}
          />
        )}
      </Field>
      <Field
        label="The person acted for and the agent's owner may approve"
        hint="By default not, as long as somebody else can."
      >
        {(control) => (
          <Select
            {...control}
            value={value.separation === undefined ? "" : String(value.separation)}
            onChange={(event) => onChange(withSeparation(value, event.target.value))}
          >
            <option value="">Only when nobody else can</option>
            <option value="true">Never</option>
            <option value="false">Always</option>
          </Select>
        )}
      </Field>
      <Field label="The call runs">
        {(control) => (
          <Select
            {...control}
            value={value.run ?? ""}
            onChange={(event) => onChange(withRun(value, event.target.value))}
          >
            <option value="">as the agent's client allows</option>
            <option value="on_approval">as soon as it is approved</option>
            <option value="on_claim">when the agent comes back for it</option>
          </Select>
        )}
      </Field>
      <Checkbox
        label="Where several rules ask about a call, one person counts for one of them only"
        checked={value.distinct ?? false}
        onChange={(distinct) => onChange({ ...value, distinct })}
      />
      <Checkbox
        label="Approvers may change the arguments"
        checked={value.allow_edit ?? false}
        onChange={(isOn) => onChange({ ...value, allow_edit: isOn })}
      />
      <Checkbox
        label="Two owners together may let a call through (break-glass)"
        checked={value.break_glass ?? true}
        onChange={(isOn) => onChange({ ...value, break_glass: isOn })}
      />
    </div>
  );
}

function withText(value: ApprovalFields, field: "expires", text: string): ApprovalFields {
  const { [field]: _, ...rest } = value;
  return text.trim() === "" ? rest : { ...rest, [field]: text.trim() };
}

function withAnswer({ on_expire: _, ...rest }: ApprovalFields, text: string): ApprovalFields {
  return text === "" ? rest : { ...rest, on_expire: { respond: { text } } };
}

function withSeparation({ separation: _, ...rest }: ApprovalFields, choice: string): ApprovalFields {
  return choice === "" ? rest : { ...rest, separation: choice === "true" };
}

function withRun({ run: _, ...rest }: ApprovalFields, choice: string): ApprovalFields {
  return choice === "on_approval" || choice === "on_claim" ? { ...rest, run: choice } : rest;
}
