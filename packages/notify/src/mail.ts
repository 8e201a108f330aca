/** A mail to one person, in both forms; neither is made from text of an agent or an upstream without escaping. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}
