export { DETECTOR_NAMES, type DetectorName, type FindingName, type Sought } from "./detector-names.ts";
export { type Finding, findSensitive } from "./find-sensitive.ts";
export { type Redacted, type RedactionCounts, redactJson, redactToolResult, replacement } from "./redact.ts";
export { mayHoldOwnLink } from "./secrets/own-links.ts";
