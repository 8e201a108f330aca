"use client";

import { editedFields, isJsonObject, type JsonObject, readFields, readRaw } from "@countersign/core";
import { Button, Dialog, Field, Switch, TextArea } from "@countersign/ui";
import { type FormEvent, useState } from "react";
import type { ApprovalDetail } from "#server/views/approval.ts";

const LINE = 36;
const MOST_ROWS = 8;

interface EditDialogProps {
  readonly approval: ApprovalDetail;
  readonly isOpen: boolean;
  readonly isPending: boolean;
  /** Why it wasn't taken, or null. */
  readonly problem: string | null;
  readonly onClose: () => void;
  readonly onEdit: (args: JsonObject) => void;
}

/** Changes what is asked, then approves it so. What is typed stays until it is taken. */
export function EditDialog({ approval, isOpen, isPending, problem, onClose, onEdit }: EditDialogProps) {
  const [fields, setFields] = useState(() => editedFields(approval.fields));
  const [raw, setRaw] = useState<string | null>(null);
  const [problems, setProblems] = useState<Readonly<Record<string, string>>>({});
  const before = argumentsOf(approval);
  const read = () => (raw === null ? readFields(before, fields) : readRaw(raw));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const edited = read();
    setProblems(edited.ok ? {} : edited.problems);
    if (edited.ok) onEdit(edited.arguments);
  };
  const showRaw = (isRaw: boolean) => {
    const edited = read();
    setProblems(edited.ok ? {} : edited.problems);
    if (!edited.ok) return;
    setRaw(isRaw ? JSON.stringify(edited.arguments, null, 2) : null);
    setFields(editedFields(fieldsOf(approval, edited.arguments)));
  };
  return (
    <Dialog title="Approve with changes" isOpen={isOpen} onClose={onClose}>
      <form className="mt-3 grid grid-cols-[minmax(0,1fr)] gap-4" onSubmit={submit}>
        <p className="muted m-0">
          The policy decides the changed call again, and everybody who was asked is asked about it anew. Your approval
          counts for what you write here.
        </p>
        {raw === null
          ? fields.map((field) => (
              <Field
                key={field.name}
                label={field.title}
                problem={problems[field.name]}
                {...(field.isText ? {} : { hint: "As JSON." })}
              >
                {(control) => (
                  <TextArea
                    {...control}
                    rows={rowsFor(field.value)}
                    className={field.isText ? undefined : "mono"}
                    value={field.value}
                    onChange={(event) => {
                      const { value } = event.target;
                      setFields(fields.map((one) => (one.name === field.name ? { ...one, value } : one)));
                    }}
                  />
                )}
              </Field>
            ))
          : rawField(raw, problems[""], setRaw)}
        <Switch label="Write the arguments as JSON" checked={raw !== null} onChange={showRaw} />
        {problem === null ? null : (
          <p role="alert" className="text-deny m-0">
            {problem}
          </p>
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Leave it as it is</Button>
          <Button type="submit" look="primary" disabled={isPending}>
            {isPending ? "Approving…" : "Approve with these changes"}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Enough for all of a text of usual length, on a phone too. */
function rowsFor(text: string): number {
  const lines = text.split("\n").map((line) => 1 + Math.floor(line.length / LINE));
  return Math.min(
    MOST_ROWS,
    lines.reduce((sum, rows) => sum + rows),
  );
}

function rawField(raw: string, problem: string | undefined, onChange: (text: string) => void) {
  return (
    <Field label="Arguments" hint="One JSON object: exactly what is sent." problem={problem}>
      {(control) => (
        <TextArea
          {...control}
          rows={12}
          className="mono"
          value={raw}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

function argumentsOf({ argumentsText }: ApprovalDetail): JsonObject {
  const parsed: unknown = JSON.parse(argumentsText);
  return isJsonObject(parsed) ? parsed : {};
}

/** The declared order and titles with other values. */
function fieldsOf({ fields }: ApprovalDetail, args: JsonObject): ApprovalDetail["fields"] {
  const declared = fields.map((field) => {
    const value = args[field.name];
    return { ...field, isPresent: value !== undefined, value: value ?? null };
  });
  const known = new Set(fields.map(({ name }) => name));
  const further = Object.entries(args).filter(([name]) => !known.has(name));
  return [
    ...declared,
    ...further.map(([name, value]) => ({ name, title: name, isDeclared: false, isPresent: true, value })),
  ];
}
