import { JsonView, VisibleText } from "@countersign/ui";
import type { ArgumentField } from "#server/views/approval.ts";

/** From here on a text gets a block of its own. */
const LONG_TEXT = 120;

/** One argument as people read it: text as it will be sent, lists line by line, anything deeper as a tree. */
export function ArgumentValue({ field }: { readonly field: ArgumentField }) {
  const { value } = field;
  if (!field.isPresent) return <span className="faint">none</span>;
  if (typeof value === "string") {
    if (value === "") return <span className="faint">empty text</span>;
    if (value.length <= LONG_TEXT && !value.includes("\n")) {
      return (
        <span className="whitespace-pre-wrap">
          <VisibleText>{value}</VisibleText>
        </span>
      );
    }
    return (
      <div className="body">
        <VisibleText>{value}</VisibleText>
      </div>
    );
  }
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === "string")) {
    return (
      <div className="whitespace-pre-wrap">
        <VisibleText>{value.join("\n")}</VisibleText>
      </div>
    );
  }
  if (typeof value === "object" && value !== null) return <JsonView value={value} label={field.title} />;
  return <span className="mono">{String(value)}</span>;
}
