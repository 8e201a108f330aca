"use client";

import type { JsonObject } from "@countersign/core";
import { Button, Field, Input, Select, TextArea } from "@countersign/ui";
import { useState } from "react";
import { readArguments, shownValue, type TriedArgument, withTyped, writeArguments } from "./arguments-text.ts";

interface ArgumentFieldsProps {
  readonly declared: readonly TriedArgument[];
  /** The arguments as JSON text; the one truth of form and text. */
  readonly text: string;
  readonly onChange: (text: string) => void;
}

/** The call's arguments: a field for each that the schema declares, or all of them as JSON. */
export function ArgumentFields({ declared, text, onChange }: ArgumentFieldsProps) {
  const [wantsJson, setWantsJson] = useState(false);
  const read = readArguments(text);
  const isJson = wantsJson || declared.length === 0 || !read.ok;
  return (
    <fieldset className="grid gap-3 border-0 p-0 m-0">
      <legend className="flex w-full items-center justify-between pb-1">
        <span className="label">Arguments</span>
        {declared.length > 0 ? (
          <Button look="quiet" aria-pressed={isJson} disabled={!read.ok} onClick={() => setWantsJson(!wantsJson)}>
            {isJson ? "As fields" : "As JSON"}
          </Button>
        ) : null}
      </legend>
      {isJson || !read.ok ? (
        <Field label="Arguments as JSON" problem={read.ok ? undefined : read.problem}>
          {(control) => (
            <TextArea
              {...control}
              className="mono"
              rows={6}
              spellCheck={false}
              placeholder='{ "query": "hello" }'
              value={text}
              onChange={(event) => onChange(event.target.value)}
            />
          )}
        </Field>
      ) : (
        declared.map((argument) => (
          <ArgumentField
            key={argument.name}
            argument={argument}
            args={read.value}
            onChange={(typed) => onChange(writeArguments(withTyped(read.value, argument, typed)))}
          />
        ))
      )}
    </fieldset>
  );
}

interface ArgumentFieldProps {
  readonly argument: TriedArgument;
  readonly args: JsonObject;
  readonly onChange: (typed: string) => void;
}

function ArgumentField({ argument, args, onChange }: ArgumentFieldProps) {
  const value = shownValue(args[argument.name]);
  // While a number is being typed it may not be one yet, so that the field keeps what was typed.
  const [typed, setTyped] = useState(value);
  const shown = shownValue(withTyped({}, argument, typed)[argument.name]) === value ? typed : value;
  const change = (next: string) => {
    setTyped(next);
    onChange(next);
  };
  const choices =
    argument.type === "boolean" ? ["true", "false"] : argument.enum.map((one) => shownValue(JSON.parse(one)));
  const hint = [
    argument.isRequired ? "Required" : null,
    argument.type === "string" ? null : argument.type,
    argument.description,
  ]
    .filter((part) => part !== null)
    .join(" · ");
  return (
    <Field label={argument.name} {...(hint === "" ? {} : { hint })}>
      {(control) =>
        choices.length > 0 ? (
          <Select {...control} value={shown} onChange={(event) => change(event.target.value)}>
            <option value="">Not sent</option>
            {choices.map((choice) => (
              <option key={choice}>{choice}</option>
            ))}
          </Select>
        ) : (
          <Input
            {...control}
            className="mono"
            value={shown}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => change(event.target.value)}
          />
        )
      }
    </Field>
  );
}
