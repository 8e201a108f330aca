import { type ArgumentFact, matchesOperation, type OperationClass } from "@countersign/policy";

/** An operation as a rule may name it. */
export interface VocabularyOperation {
  /** `connection.operation`. */
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly class: OperationClass;
  readonly priceMicros: string | null;
  readonly arguments: readonly ArgumentFact[];
}

/** What the builder offers; the answer of `policy.vocabulary` fits. */
export interface PolicyVocabulary {
  readonly agents: readonly { readonly name: string; readonly title: string; readonly tags: readonly string[] }[];
  readonly connections: readonly {
    readonly name: string;
    readonly title: string;
    readonly operations: readonly VocabularyOperation[];
  }[];
  readonly members: readonly { readonly name: string; readonly email: string; readonly role: string }[];
  /** Names of receivers that approvals can be told to. */
  readonly webhooks: readonly string[];
  /** Names of the channels of Slack that can be posted to, without `#`. */
  readonly slackChannels: readonly string[];
}

/** Where people may be told, as far as that can be offered. */
export function channelSuggestions({ webhooks, slackChannels }: PolicyVocabulary): string[] {
  const others = [...webhooks.map((name) => `webhook:${name}`), ...slackChannels.map((name) => `slack:#${name}`)];
  return ["web", "email:members", ...others];
}

/** A problem of the document, as `policy.validate` gives it. */
export interface PolicyProblemView {
  readonly severity: string;
  /** `rules[2].when`. */
  readonly path: string;
  readonly line: number | null;
  readonly message: string;
  readonly fix: string;
}

/** All operations that a rule's patterns name. */
export function selectedOperations(
  vocabulary: PolicyVocabulary,
  patterns: readonly string[],
): readonly VocabularyOperation[] {
  return vocabulary.connections
    .flatMap((connection) => connection.operations)
    .filter((operation) => patterns.some((pattern) => matchesOperation(pattern, operation)));
}

export interface OfferedArgument extends ArgumentFact {
  /** Not every selected operation declares it, so a condition has to allow for its absence. */
  readonly isPartial: boolean;
}

/** The arguments of several operations, those that all of them declare first. */
export function offeredArguments(operations: readonly VocabularyOperation[]): readonly OfferedArgument[] {
  const found = new Map<string, { fact: ArgumentFact; count: number }>();
  for (const operation of operations) {
    for (const fact of operation.arguments) {
      const known = found.get(fact.name);
      if (!known) found.set(fact.name, { fact, count: 1 });
      else {
        const isSameType = known.fact.type === fact.type;
        found.set(fact.name, {
          fact: {
            ...known.fact,
            type: isSameType ? fact.type : "any",
            isRequired: known.fact.isRequired && fact.isRequired,
          },
          count: known.count + 1,
        });
      }
    }
  }
  const offered = [...found.values()].map(({ fact, count }) => ({ ...fact, isPartial: count < operations.length }));
  return offered.sort((a, b) => Number(a.isPartial) - Number(b.isPartial));
}

/** The problems of one part of the document: `rules[2]`, or a field under it. */
export function problemsUnder(problems: readonly PolicyProblemView[], path: string): readonly PolicyProblemView[] {
  return problems.filter(
    (problem) =>
      problem.path === path || (/^[.[]/.test(problem.path.slice(path.length)) && problem.path.startsWith(path)),
  );
}
