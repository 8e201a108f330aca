import { type JsonChange, jsonChanges } from "./json-diff.ts";
import { JsonView } from "./json-view.tsx";
import { VisibleText } from "./visible-text.tsx";

interface JsonDiffViewProps {
  readonly label: string;
  readonly before: unknown;
  readonly after: unknown;
}

const WORDS: Readonly<Record<JsonChange["kind"], string>> = { added: "added", removed: "removed", changed: "changed" };

/** What changed in a value, field by field; what stayed isn't shown. */
export function JsonDiffView({ label, before, after }: JsonDiffViewProps) {
  // A thing that began or ended: each of its fields did.
  const changes = jsonChanges(before ?? emptyLike(after), after ?? emptyLike(before));
  if (changes.length === 0) return <p className="muted">No field changed.</p>;
  return (
    <dl className="json-diff" aria-label={label}>
      {changes.map((change) => (
        <div key={change.path}>
          <dt>
            <span className="mono">{change.path === "" ? "value" : <VisibleText>{change.path}</VisibleText>}</span>{" "}
            <span className="label">{WORDS[change.kind]}</span>
          </dt>
          {change.before === undefined ? null : (
            <dd className="is-removed">
              <span className="sr">before: </span>
              <JsonDiffValue value={change.before} path={change.path} />
            </dd>
          )}
          {change.after === undefined ? null : (
            <dd className="is-added">
              <span className="sr">after: </span>
              <JsonDiffValue value={change.after} path={change.path} />
            </dd>
          )}
        </div>
      ))}
    </dl>
  );
}

function emptyLike(other: unknown): unknown {
  return typeof other === "object" && other !== null ? {} : undefined;
}

function JsonDiffValue({ value, path }: { readonly value: unknown; readonly path: string }) {
  if (typeof value === "object" && value !== null) return <JsonView value={value} label={path} />;
  if (typeof value === "string") return <VisibleText>{value === "" ? "(empty)" : value}</VisibleText>;
  return <span className="json-literal">{String(value)}</span>;
}
