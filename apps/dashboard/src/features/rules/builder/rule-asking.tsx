"use client";

import type { ApprovalFields } from "@countersign/policy";
import { Checkbox, Field, Input, TagInput } from "@countersign/ui";
import { NumberInput } from "./number-input.tsx";
import type { FieldProblems } from "./rule-draft.ts";

interface RuleAskingProps {
  readonly value: ApprovalFields;
  readonly onChange: (value: ApprovalFields) => void;
  readonly problems: FieldProblems;
  /** Groups, roles and members' addresses. */
  readonly people: readonly string[];
}

/** What each clause begins with once it is switched on. */
const BEGINNINGS = {
  hours: { within: "Mon-Fri 09:00-18:00", zone: Intl.DateTimeFormat().resolvedOptions().timeZone, otherwise: [] },
  escalate: { after: "10m", to: [] },
  remind: { every: "10m" },
  grant: { vary: [] },
} as const satisfies Partial<ApprovalFields>;

type Clause = keyof typeof BEGINNINGS;

/** Who is asked at other hours and later, how often people are reminded, and what else an approver may let through. */
export function RuleAsking({ value, onChange, problems, people }: RuleAskingProps) {
  const { hours, escalate, remind, grant } = value;
  const toggle = (clause: Clause) => (isOn: boolean) => onChange(withClause(value, clause, isOn));
  return (
    <div className="pick-groups is-form">
      <Checkbox label="Ask others outside business hours" checked={hours !== undefined} onChange={toggle("hours")} />
      {hours ? (
        <AskingHours
          value={hours}
          problems={problems}
          people={people}
          onChange={(next) => onChange({ ...value, hours: next })}
        />
      ) : null}
      <Checkbox
        label="Ask further people when nobody has decided"
        checked={escalate !== undefined}
        onChange={toggle("escalate")}
      />
      {escalate ? (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <TextField
            label="After"
            hint="90s, 10m or 2h after asking."
            value={escalate.after}
            problem={problems["approval.escalate.after"]}
            onChange={(after) => onChange({ ...value, escalate: { ...escalate, after } })}
          />
          <Field label="Who is asked then" hint="They may decide as well." problem={problems["approval.escalate.to"]}>
            {(control) => (
              <TagInput
                {...control}
                value={escalate.to}
                suggestions={people}
                placeholder="role:owner"
                onChange={(to) => onChange({ ...value, escalate: { ...escalate, to } })}
              />
            )}
          </Field>
        </div>
      ) : null}
      <Checkbox label="Remind whoever is asked" checked={remind !== undefined} onChange={toggle("remind")} />
      {remind ? (
        <div className="grid items-start gap-4 sm:grid-cols-2">
          <TextField
            label="Every"
            hint="90s, 10m or 2h."
            value={remind.every}
            problem={problems["approval.remind.every"]}
            onChange={(every) => onChange({ ...value, remind: { ...remind, every } })}
          />
          <Field label="At most so many times" problem={problems["approval.remind.times"]}>
            {({ id }) => (
              <NumberInput
                id={id}
                label="At most so many times"
                isWhole
                value={remind.times ?? 1}
                onChange={(times) => onChange({ ...value, remind: { ...remind, times } })}
              />
            )}
          </Field>
        </div>
      ) : null}
      <Checkbox
        label="Approvers may let further calls through that differ in some arguments"
        checked={grant !== undefined}
        onChange={toggle("grant")}
      />
      {grant ? (
        <Field
          label="Arguments that may differ"
          hint="Names, or paths such as draft.subject. All others stay as they were approved."
          problem={problems["approval.grant.vary"]}
        >
          {(control) => (
            <TagInput
              {...control}
              value={grant.vary}
              placeholder="subject"
              onChange={(vary) => onChange({ ...value, grant: { vary } })}
            />
          )}
        </Field>
      ) : null}
    </div>
  );
}

type HoursFields = NonNullable<ApprovalFields["hours"]>;

interface AskingHoursProps {
  readonly value: HoursFields;
  readonly problems: FieldProblems;
  readonly people: readonly string[];
  readonly onChange: (value: HoursFields) => void;
}

function AskingHours({ value, problems, people, onChange }: AskingHoursProps) {
  return (
    <>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <TextField
          label="Business hours"
          hint="Days and times, such as Mon-Fri 09:00-18:00; Sat 10:00-14:00."
          value={value.within}
          problem={problems["approval.hours.within"]}
          onChange={(within) => onChange({ ...value, within })}
        />
        <TextField
          label="Time zone"
          hint="Such as Europe/Paris."
          value={value.zone}
          problem={problems["approval.hours.zone"]}
          onChange={(zone) => onChange({ ...value, zone })}
        />
      </div>
      <Field
        label="Who is asked outside them"
        hint="In place of the approvers above, who are asked too once the hours begin."
        problem={problems["approval.hours.otherwise"]}
      >
        {(control) => (
          <TagInput
            {...control}
            value={value.otherwise}
            suggestions={people}
            placeholder="role:owner"
            onChange={(otherwise) => onChange({ ...value, otherwise })}
          />
        )}
      </Field>
    </>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
}

function TextField({ label, hint, value, problem, onChange }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(control) => <Input {...control} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}

function withClause(value: ApprovalFields, clause: Clause, isOn: boolean): ApprovalFields {
  const { [clause]: _, ...rest } = value;
  return isOn ? { ...rest, [clause]: BEGINNINGS[clause] } : rest;
}
