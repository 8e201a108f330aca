export { mayGrant, readRole } from "./access/granting.ts";
export { isAllowed, PERMISSIONS, type Permission, ROLES, type Role } from "./access/permissions.ts";
export { carriedAddresses } from "./addresses/carried-addresses.ts";
export { formatIpAddress, type IpAddress, parseIpAddress } from "./addresses/ip-address.ts";
export { formatIpRange, type IpRange, isInRanges, parseIpRange } from "./addresses/ip-range.ts";
export { specialRange } from "./addresses/special-ranges.ts";
export { type ArgumentControl, argumentControls, readControls } from "./approvals/argument-controls.ts";
export { GLASS_CONFIRM, glassInWords, isGlassBroken } from "./approvals/break-glass.ts";
export { BY_LINK, mayBeDecidedByLink, nameStandingIn, voterInWords } from "./approvals/by-link.ts";
export {
  type EditedField,
  editedFields,
  type ReadArguments,
  readFields,
  readRaw,
} from "./approvals/edited-arguments.ts";
export {
  type AgreedGrant,
  agreedGrant,
  commonVary,
  fixedArguments,
  GRANT_CHOICES,
  type GrantingVote,
  type GrantWish,
  grantWindowId,
  MAX_GRANT_CALLS,
  MAX_GRANT_MS,
} from "./approvals/grants.ts";
export {
  APPROVAL_STATES,
  type ApprovalEvent,
  type ApprovalState,
  type ApprovalTiming,
  isTerminal,
  nextApprovalState,
  OPEN_STATES,
  statesBefore,
  timingOf,
} from "./approvals/states.ts";
export { type CastVote, type Standing, type Tally, tallyVotes, type VoteRequirement } from "./approvals/tally.ts";
export { argumentSummary } from "./argument-summary.ts";
export {
  type Checkpoint,
  checkpointText,
  type NoteSignature,
  readCheckpoint,
  readNote,
  type SignedNote,
  writeNote,
} from "./audit/checkpoint.ts";
export {
  type Appended,
  appendLeaves,
  EMPTY_FRONTIER,
  type FinishedNode,
  type Frontier,
  frontierRoot,
} from "./audit/frontier.ts";
export {
  type DividedRecord,
  divideRecord,
  ERASABLE_PARTS,
  type ErasablePart,
  eraseRecord,
  LEAF_VERSION,
  leafData,
  partData,
} from "./audit/leaf.ts";
export { isSameHash, type TreeHash, type TreeHasher } from "./audit/merkle-hash.ts";
export {
  type ConsistencyClaim,
  consistencyPath,
  type InclusionClaim,
  inclusionPath,
  type NodeReader,
  pathSides,
  treeRoot,
  verifyConsistency,
  verifyInclusion,
} from "./audit/proofs.ts";
export {
  nodesOfTiles,
  TILE_HASHES,
  TILE_LEVELS,
  type TileGrowth,
  type TilePlace,
  tileGrowth,
  tileOf,
} from "./audit/tiles.ts";
export { canonicalJson } from "./canonical-json.ts";
export { suggestConnectionName, titleFromName } from "./connections/connection-name.ts";
export {
  classifyOperation,
  type OperationClass,
  readOperationClass,
  suggestedEffect,
} from "./connections/operation-class.ts";
export { type SafeRule, type SafeStart, startSafeRules } from "./connections/start-safe.ts";
export { csvLine } from "./csv.ts";
export {
  CHANNELS,
  type Channel,
  type DeliveryTarget,
  deliveryTargets,
  type Occasion,
  readOccasion,
  writeOccasion,
} from "./deliveries/targets.ts";
export { isWithinHours, type LocalHours, nextHoursChange } from "./hours/next-change.ts";
export { isOpen, type OpeningHours, readOpeningHours } from "./hours/opening-hours.ts";
export { ID_PREFIXES, type IdKind, isTypedId, typedId } from "./ids.ts";
export { isJsonObject, type JsonObject, type JsonValue } from "./json.ts";
export { BASE62, crc32, formatKey, KEY_LENGTHS, type KeyKind, type KeyParts, parseKey } from "./key-format.ts";
export { formatUsd, MAX_MICROS, MICROS_PER_USD, type Micros, parseUsd } from "./money.ts";
export { isInstanceName, isName, matchesGlob, matchesWildcard, operationId, splitOperation } from "./names.ts";
export {
  ARGUMENT_OPERATORS,
  type ArgumentCondition,
  type ArgumentOperator,
  formatArgumentCondition,
  type PathStep,
  parseArgumentCondition,
} from "./search/argument-condition.ts";
export { rangePrefixes } from "./search/number-range.ts";
export { type Searchable, searchTermNames, searchTerms } from "./search/search-terms.ts";
export { type SoughtText, searchForm, soughtTexts, wordsOf } from "./search/words.ts";
export {
  compareSecrets,
  SECRET_CONCERNS,
  type SecretConcern,
  type SecretFacts,
  type SecretState,
  secretConcerns,
  secretState,
} from "./secrets/concerns.ts";
export {
  CALL_JSON_BOUNDS,
  type JsonBounds,
  type JsonProblem,
  type JsonProblemCode,
  parseStrictJson,
  type StrictJson,
  survivesDouble,
} from "./strict-json.ts";
export { type TextPart, visibleLine, visibleParts } from "./visible-characters.ts";
export { type CalendarWindow, calendarWindows, type WindowKind, type WindowPair } from "./windows.ts";
export { type EarlierZone, type TimeZones, ZONE_MEMORY_MS, zonedWindows } from "./zone-changes.ts";
