const LONGEST = 31;

/** A name from a title: "Sales research (EU)" gives `sales-research-eu`. Empty where the title has no letter to begin with. */
export function suggestName(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^[-0-9]+/, "");
  return plain.slice(0, LONGEST).replace(/-+$/, "");
}
