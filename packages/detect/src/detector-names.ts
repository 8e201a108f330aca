/** What can be found and taken out: secrets of any kind, personal data of any kind, or of one. */
export const DETECTOR_NAMES = [
  "secrets",
  "pii",
  "pii.card",
  "pii.email",
  "pii.iban",
  "pii.ip",
  "pii.phone",
  "pii.ssn",
] as const;

export type DetectorName = (typeof DETECTOR_NAMES)[number];

/** What is looked for: what a policy names, and the links of this platform's own mails, which no agent gets. */
export type Sought = DetectorName | "links";

/** What a finding is called: `pii` stands for all of its kinds and is never one itself. */
export type FindingName = Exclude<Sought, "pii">;
