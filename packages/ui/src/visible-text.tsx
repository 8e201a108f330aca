import { visibleParts } from "@countersign/core";

/** Text that came from an agent or an upstream, isolated from its surroundings, with every hidden character shown. */
export function VisibleText({ children }: { readonly children: string }) {
  let offset = 0;
  return (
    <bdi>
      {visibleParts(children).map((part) => {
        offset += part.kind === "text" ? part.text.length : 1;
        return part.kind === "text" ? (
          <span key={offset}>{part.text}</span>
        ) : (
          <span key={offset} className="control-character">
            {part.name}
          </span>
        );
      })}
    </bdi>
  );
}
