/** A key of signed heads, as the platform tells it. */
export interface AuditKeyLine {
  readonly number: number;
  readonly publicKey: string;
  readonly until: number | null;
  readonly since: string | null;
  readonly endedAt: string | null;
}

/** A key as `countersign audit verify --keys` reads it. */
export function keyLine({ publicKey, until }: Pick<AuditKeyLine, "publicKey" | "until">): string {
  return until === null ? publicKey : `${publicKey} until ${until}`;
}
