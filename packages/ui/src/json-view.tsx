import { VisibleText } from "./visible-text.tsx";

/** How deep a value stands open at first. */
const OPEN_DEPTH = 2;

interface JsonViewProps {
  readonly value: unknown;
  readonly label: string;
}

/** JSON as a tree that folds. Text is escaped as JSON writes it, and hidden characters are named. */
export function JsonView({ value, label }: JsonViewProps) {
  return (
    <section className="json" aria-label={label}>
      <JsonNode value={value} depth={0} />
    </section>
  );
}

function JsonNode({ value, depth, name }: { readonly value: unknown; readonly depth: number; readonly name?: string }) {
  const key = name === undefined ? null : <JsonKey name={name} />;
  if (typeof value !== "object" || value === null) {
    return (
      <div>
        {key}
        <JsonScalar value={value} />
      </div>
    );
  }
  const entries: readonly (readonly [string, unknown])[] = Array.isArray(value)
    ? value.map((item, index) => [String(index), item] as const)
    : Object.entries(value);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0) {
    return (
      <div>
        {key}
        {open}
        {close}
      </div>
    );
  }
  return (
    <details open={depth < OPEN_DEPTH}>
      <summary>
        {key}
        {open}
        <span className="json-folded faint">
          {" "}
          {entries.length} {entries.length === 1 ? "entry" : "entries"} {close}
        </span>
      </summary>
      <div className="json-inner">
        {entries.map(([entryName, entry]) => (
          <JsonNode
            key={entryName}
            value={entry}
            depth={depth + 1}
            {...(Array.isArray(value) ? {} : { name: entryName })}
          />
        ))}
      </div>
      {close}
    </details>
  );
}

function JsonKey({ name }: { readonly name: string }) {
  return (
    <span className="json-key">
      <VisibleText>{name}</VisibleText>:{" "}
    </span>
  );
}

function JsonScalar({ value }: { readonly value: unknown }) {
  if (typeof value !== "string") return <span className="json-literal">{String(value)}</span>;
  return (
    <span className="json-string">
      "<VisibleText>{value}</VisibleText>"
    </span>
  );
}
