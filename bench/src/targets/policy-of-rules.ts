/**
 * A policy of so many rules. The first allows the bench's calls by their arguments, under two caps that all calls share;
 * the others look at the same operation for other arguments, or belong to other agents.
 */
export function policyOf(count: number): string {
  const others = Array.from({ length: count - 1 }, (_, index) => {
    const agents = index % 10 === 0 ? "['*']" : "[other]";
    return `  - { id: other-${index}, agents: ${agents}, operations: [bench.echo], when: 'args.text == "never ${index}"', effect: deny }`;
  });
  return [
    "version: 1",
    "prices: { bench.echo: $0.000001 }",
    "rules:",
    "  - id: say",
    "    agents: [caller-1]",
    "    operations: [bench.echo]",
    "    when: args.text.startsWith('turn-') && args.amount < 100",
    "    effect: allow",
    "    limits: [{ calls: 1000000000, per: day, scope: organization }, { spend: $9000, per: day, scope: organization }]",
    ...others,
    "",
  ].join("\n");
}
