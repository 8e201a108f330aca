/** What a button of a message is about: an approval, and the revision that the message showed. */
export interface Target {
  readonly approvalId: string;
  readonly revision: number;
}

const FORM = /^(apr_[0-9a-f-]{36})\.([1-9]\d{0,8})$/;

export function writeTarget({ approvalId, revision }: Target): string {
  return `${approvalId}.${revision}`;
}

/** Null for what we never wrote. */
export function readTarget(text: string): Target | null {
  const [, approvalId, revision] = FORM.exec(text) ?? [];
  return approvalId === undefined ? null : { approvalId, revision: Number(revision) };
}
