/** A mail to one person, in both forms; neither is made from text of an agent or an upstream without escaping. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Stays the same however often the mail is handed over, so that mail systems can tell a repeat: `<id@host>`. */
  readonly messageId?: string;
}
