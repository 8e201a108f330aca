export {
  batchAnswer,
  type ErrorParts,
  errorAnswer,
  headerMismatch,
  methodNotFound,
  missingCapability,
  resultAnswer,
  sessionNotFound,
} from "./downstream/answers.ts";
export type { ClientClaims, Headers } from "./downstream/envelope.ts";
export type { Accepts } from "./downstream/media.ts";
export { type Page, pageOf } from "./downstream/pages.ts";
export {
  type EndRead,
  type HttpParts,
  type LegacyRead,
  type McpRead,
  type ModernRead,
  type Refused,
  readMcpRequest,
  type StreamRead,
  tooLarge,
} from "./downstream/read-request.ts";
export {
  callResult,
  type DecisionParts,
  decisionResult,
  discoverResult,
  emptyResult,
  initializeResult,
  type ListParts,
  listenAcknowledged,
  listenEnded,
  listResult,
  presentTool,
  type ServerDescription,
  type ToolPresentation,
  toolsListChanged,
} from "./downstream/results.ts";
export {
  declaresTasks,
  TASKS_DECLARED,
  type TaskState,
  taskCreated,
  taskResult,
} from "./downstream/tasks.ts";
export {
  type ListenFilter,
  type ReadToolCall,
  readCancelled,
  readListCursor,
  readListenFilter,
  readToolCall,
  type ToolCallParams,
} from "./downstream/tool-call.ts";
export { connectionOf, type NamedTool, nameTools, type ToolNames, toolName } from "./downstream/tool-names.ts";
export { type Mask, maskUpstream } from "./upstream/mask-upstream.ts";
export type {
  CallRequest,
  CallSuccess,
  FailureKind,
  ServerFacts,
  ToolList,
  Upstream,
  UpstreamBounds,
  UpstreamFailure,
  UpstreamOptions,
  UpstreamTimeouts,
  UpstreamTool,
} from "./upstream/types.ts";
export { createUpstream } from "./upstream/upstream.ts";
export { RPC } from "./wire/error-codes.ts";
export { paramHeaderProblem } from "./wire/header-values.ts";
export type { RequestId, RpcError, RpcMessage, RpcNotification, RpcRequest, RpcResponse } from "./wire/messages.ts";
export { editRawObject, type RawMember, rawElements, rawMember, rawMembers } from "./wire/raw-json.ts";
export {
  type Era,
  type Implementation,
  isModernRevision,
  LATEST_LEGACY_REVISION,
  LEGACY_METHODS,
  LEGACY_REVISIONS,
  META,
  MODERN_METHODS,
  MODERN_REVISION,
  MODERN_REVISIONS,
  negotiateLegacyRevision,
  readImplementation,
} from "./wire/revisions.ts";
export { createSseReader, SSE_HEADERS, type SseEvent, type SseReader, sseComment, sseEvent } from "./wire/sse.ts";
export {
  ACCEPTED,
  createProgressWriter,
  errorJson,
  type HttpAnswer,
  jsonAnswer,
  notificationJson,
  type ProgressUpdate,
  type RawJson,
  requestJson,
  resultJson,
} from "./wire/write-message.ts";
