"use client";

import type { ConditionShape } from "@countersign/policy";
import { Checkbox, Input, Select, TagInput, TextArea } from "@countersign/ui";
import type { ArgumentShape } from "./condition-operators.ts";
import { ListSelect } from "./list-select.tsx";
import type { OfferedArgument } from "./vocabulary.ts";

type ContextShape = Exclude<ConditionShape, ArgumentShape>;

interface ContextTestProps {
  readonly shape: ContextShape;
  readonly lists: readonly string[];
  readonly offered: readonly OfferedArgument[];
  readonly onChange: (shape: ConditionShape) => void;
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const HOURS = Array.from({ length: 25 }, (_, hour) => hour);

/** Tests that aren't about one argument. */
export function ContextTest({ shape, lists, offered, onChange }: ContextTestProps) {
  switch (shape.kind) {
    case "recipients":
      return <RecipientsTest shape={shape} lists={lists} offered={offered} onChange={onChange} />;
    case "label":
      return (
        <>
          <IsNot
            value={shape.isNot}
            words={["include", "don't include"]}
            onChange={(isNot) => onChange({ ...shape, isNot })}
          />
          <Input
            aria-label="Label"
            placeholder="untrusted-content"
            value={shape.label}
            onChange={(event) => onChange({ ...shape, label: event.target.value })}
          />
        </>
      );
    case "person":
      return (
        <IsNot
          value={shape.isNot}
          words={["is known", "isn't known"]}
          onChange={(isNot) => onChange({ ...shape, isNot })}
        />
      );
    case "weekdays":
      return <WeekdaysTest shape={shape} onChange={onChange} />;
    case "hours":
      return <HoursTest shape={shape} onChange={onChange} />;
    case "expression":
      return (
        <TextArea
          className="mono basis-full"
          aria-label="Expression"
          rows={2}
          spellCheck={false}
          placeholder="args.items.all(i, i.price < 100)"
          value={shape.cel}
          onChange={(event) => onChange({ ...shape, cel: event.target.value })}
        />
      );
  }
}

interface IsNotProps {
  readonly value: boolean;
  readonly words: readonly [string, string];
  readonly onChange: (isNot: boolean) => void;
}

function IsNot({ value, words, onChange }: IsNotProps) {
  return (
    <Select aria-label="Test" value={String(value)} onChange={(event) => onChange(event.target.value === "true")}>
      <option value="false">{words[0]}</option>
      <option value="true">{words[1]}</option>
    </Select>
  );
}

interface RecipientsTestProps extends Omit<ContextTestProps, "shape"> {
  readonly shape: Extract<ContextShape, { kind: "recipients" }>;
}

function RecipientsTest({ shape, lists, offered, onChange }: RecipientsTestProps) {
  return (
    <>
      <TagInput
        aria-label="Arguments that hold addresses"
        value={shape.paths.map((path) => path.join("."))}
        suggestions={offered.map(({ name }) => name)}
        onChange={(names) => onChange({ ...shape, paths: names.map((name) => pathOf(name, shape.paths)) })}
      />
      <Select
        aria-label="Test"
        value={shape.test}
        onChange={(event) => onChange({ ...shape, test: event.target.value === "all_in" ? "all_in" : "any_outside" })}
      >
        <option value="all_in">all have a domain in the list</option>
        <option value="any_outside">one has a domain outside the list</option>
      </Select>
      <ListSelect value={shape.list} lists={lists} onChange={(list) => onChange({ ...shape, list })} />
    </>
  );
}

/** A path that was there keeps its names, which may hold dots themselves. */
function pathOf(name: string, before: readonly (readonly string[])[]): readonly string[] {
  return before.find((path) => path.join(".") === name) ?? name.split(".");
}

interface TimeTestProps<Kind> {
  readonly shape: Extract<ContextShape, { kind: Kind }>;
  readonly onChange: (shape: ConditionShape) => void;
}

function WeekdaysTest({ shape, onChange }: TimeTestProps<"weekdays">) {
  return (
    <>
      <IsNot
        value={shape.isNot}
        words={["is one of", "is none of"]}
        onChange={(isNot) => onChange({ ...shape, isNot })}
      />
      <span className="flex flex-wrap gap-x-3 gap-y-1">
        {DAYS.map((title, day) => (
          <Checkbox
            key={title}
            label={title}
            checked={shape.days.includes(day)}
            onChange={(isOn) =>
              onChange({
                ...shape,
                days: DAYS.flatMap((_, one) => ((one === day ? isOn : shape.days.includes(one)) ? [one] : [])),
              })
            }
          />
        ))}
      </span>
      <ZoneInput value={shape.zone} onChange={(zone) => onChange({ ...shape, zone })} />
    </>
  );
}

function HoursTest({ shape, onChange }: TimeTestProps<"hours">) {
  const select = (label: string, value: number, change: (hour: number) => void) => (
    <Select aria-label={label} value={value} onChange={(event) => change(Number(event.target.value))}>
      {HOURS.map((hour) => (
        <option key={hour} value={hour}>
          {`${String(hour).padStart(2, "0")}:00`}
        </option>
      ))}
    </Select>
  );
  return (
    <>
      <IsNot
        value={shape.isNot}
        words={["is between", "is outside"]}
        onChange={(isNot) => onChange({ ...shape, isNot })}
      />
      <span className="flex items-center gap-2">
        {select("From", shape.from, (from) => onChange({ ...shape, from }))}
        <span className="faint">and</span>
        {select("To", shape.to, (to) => onChange({ ...shape, to }))}
      </span>
      <ZoneInput value={shape.zone} onChange={(zone) => onChange({ ...shape, zone })} />
    </>
  );
}

function ZoneInput({ value, onChange }: { readonly value: string; readonly onChange: (zone: string) => void }) {
  return (
    <Input
      aria-label="Time zone"
      placeholder="Europe/Paris"
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
