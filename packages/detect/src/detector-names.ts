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

/** What a finding is called: `pii` stands for all of its kinds and is never one itself. */
export type FindingName = Exclude<DetectorName, "pii">;
