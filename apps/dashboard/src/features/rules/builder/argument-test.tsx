"use client";

import { Input, Select } from "@countersign/ui";
import { type ArgumentShape, operatorOf, operatorsFor, withOperator } from "./condition-operators.ts";
import { LinesInput } from "./lines-input.tsx";
import { ListSelect } from "./list-select.tsx";
import { NumberInput } from "./number-input.tsx";

interface ArgumentTestProps {
  readonly shape: ArgumentShape;
  readonly type: string;
  /** The only values the argument may have, as JSON. */
  readonly values: readonly string[];
  readonly lists: readonly string[];
  readonly onChange: (shape: ArgumentShape) => void;
}

/** The test of an argument and what it is compared with. */
export function ArgumentTest(props: ArgumentTestProps) {
  const { shape, type, lists, onChange } = props;
  const operator = operatorOf(shape);
  return (
    <>
      <Select
        aria-label="Test"
        value={operator}
        onChange={(event) => onChange(withOperator(shape, event.target.value, { type, list: lists[0] ?? "" }))}
      >
        {operatorsFor(type, operator).map((one) => (
          <option key={one.id} value={one.id}>
            {one.label}
          </option>
        ))}
      </Select>
      <ArgumentValue {...props} />
    </>
  );
}

function ArgumentValue({ shape, type, values, lists, onChange }: ArgumentTestProps) {
  switch (shape.kind) {
    case "given":
      return null;
    case "equals":
      return <EqualValue shape={shape} values={values} onChange={onChange} />;
    case "one_of":
      return (
        <LinesInput
          label="Values"
          value={shape.values.map(String)}
          onChange={(next) => onChange({ ...shape, values: next.map((one) => typed(one, type)) })}
        />
      );
    case "in_list":
      return <ListSelect value={shape.list} lists={lists} onChange={(list) => onChange({ ...shape, list })} />;
    case "text":
      return (
        <Input
          aria-label="Text"
          value={shape.value}
          onChange={(event) => onChange({ ...shape, value: event.target.value })}
        />
      );
    case "number":
      return <NumberInput label="Number" value={shape.value} onChange={(value) => onChange({ ...shape, value })} />;
    case "between":
      return (
        <span className="flex items-center gap-2">
          <NumberInput label="From" value={shape.min} onChange={(min) => onChange({ ...shape, min })} />
          <span className="faint">and</span>
          <NumberInput label="To" value={shape.max} onChange={(max) => onChange({ ...shape, max })} />
        </span>
      );
  }
}

type EqualShape = Extract<ArgumentShape, { kind: "equals" }>;

interface EqualValueProps {
  readonly shape: EqualShape;
  readonly values: readonly string[];
  readonly onChange: (shape: EqualShape) => void;
}

function EqualValue({ shape, values, onChange }: EqualValueProps) {
  if (typeof shape.value === "boolean") {
    return (
      <Select
        aria-label="Value"
        value={String(shape.value)}
        onChange={(event) => onChange({ ...shape, value: event.target.value === "true" })}
      >
        <option value="true">true</option>
        <option value="false">false</option>
      </Select>
    );
  }
  if (typeof shape.value === "number") {
    return <NumberInput label="Number" value={shape.value} onChange={(value) => onChange({ ...shape, value })} />;
  }
  if (values.length > 0) {
    const options = values.map(plain);
    return (
      <Select
        aria-label="Value"
        value={shape.value}
        onChange={(event) => onChange({ ...shape, value: event.target.value })}
      >
        {options.includes(shape.value) ? null : <option value={shape.value}>{shape.value || "Choose"}</option>}
        {options.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </Select>
    );
  }
  return (
    <Input
      aria-label="Text"
      value={shape.value}
      onChange={(event) => onChange({ ...shape, value: event.target.value })}
    />
  );
}

/** A JSON value as people type it. */
function plain(json: string): string {
  const value: unknown = JSON.parse(json);
  return typeof value === "string" ? value : json;
}

function typed(text: string, type: string): string | number {
  const isNumber = (type === "number" || type === "integer") && text.trim() !== "" && Number.isFinite(Number(text));
  return isNumber ? Number(text) : text;
}
