/** What every channel tells of an approval. */
export interface AskedCall {
  readonly agentTitle: string;
  readonly instanceName: string;
  /** `connection.operation` */
  readonly operation: string;
  readonly argumentsText: string;
  /** What the agent says it wants it for: its claim. */
  readonly agentReason: string | null;
  readonly ruleIds: readonly string[];
  readonly priceMicros: bigint;
  readonly expiresAt: Date;
  /** What the message opens with, such as why it is sent again; null where it is the first, or nobody is asked any more. */
  readonly occasion: string | null;
  /** Owners who break the glass, and why. */
  readonly glass: readonly { readonly by: string; readonly reason: string }[];
  /** The approval's page, behind sign-in. */
  readonly url: string;
}
