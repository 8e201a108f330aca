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
  /** Why it is sent again; null the first time. */
  readonly occasion: string | null;
  /** The approval's page, behind sign-in. */
  readonly url: string;
}
