const LONGEST = 31;

/** A name made from a title: "Acme Robotics GmbH & Co." becomes "acme-robotics-gmbh-co". Empty when nothing is left. */
export function suggestedName(title: string): string {
  const plain = title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, LONGEST)
    .replace(/-+$/, "");
  return plain === "countersign" ? "countersign-team" : plain;
}
