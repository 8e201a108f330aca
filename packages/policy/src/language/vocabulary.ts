import type { OperationClass } from "../document/policy-document.ts";

/** An argument that an operation declares, in the words of its schema. */
export interface ArgumentFact {
  readonly name: string;
  /** `string`, `number`, `integer`, `boolean`, `array`, `object` or `any`. */
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string | null;
  /** The only values it may have, as JSON; empty where any may stand. */
  readonly enum: readonly string[];
}

export interface OperationFact {
  /** `connection.operation`. */
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  readonly class: OperationClass;
  /** Micro-USD for each call as a decimal; null when nobody said. */
  readonly priceMicros: string | null;
  readonly arguments: readonly ArgumentFact[];
}

/** What of the organization a policy may name. What the document itself defines (lists, groups) is read from it. */
export interface PolicyNames {
  readonly agents: readonly { readonly name: string; readonly title: string; readonly tags: readonly string[] }[];
  readonly operations: readonly OperationFact[];
  readonly people: readonly { readonly email: string; readonly name: string }[];
  /** Names of receivers that approvals can be told to. */
  readonly webhooks: readonly string[];
  /** Names of the channels of Slack that can be posted to, without `#`. */
  readonly slackChannels: readonly string[];
}
