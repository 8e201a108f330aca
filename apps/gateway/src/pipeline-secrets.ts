import { argumentsHash, argumentsHashKey, type Secret, seal } from "@countersign/vault";
import { open } from "@countersign/vault/open";
import type { PipelineDeps } from "./pipeline/pipeline-deps.ts";

const MAX_KEYS_KEPT = 10_000;

/** Hashes canonical arguments under each organization's own key, derived once. */
export function argumentHasher(masterKey: Secret): PipelineDeps["hashes"]["argumentsHash"] {
  const keys = new Map<string, Buffer>();
  return (organizationId, canonicalText) => {
    const key = keys.get(organizationId) ?? argumentsHashKey(masterKey, organizationId);
    if (keys.size >= MAX_KEYS_KEPT) keys.clear();
    keys.set(organizationId, key);
    return argumentsHash(key, canonicalText);
  };
}

/** Seals and opens the answers kept for agents, each bound to its organization and approval. */
export function answerVault(masterKey: Secret): PipelineDeps["answers"] {
  const bindingOf = (organizationId: string, approvalId: string) => ({
    organizationId,
    purpose: "approval-answer",
    subjectId: approvalId,
  });
  return {
    seal: (organizationId, approvalId, text) => seal(masterKey, bindingOf(organizationId, approvalId), text),
    open: (organizationId, approvalId, sealed) => {
      const opened = open([masterKey], bindingOf(organizationId, approvalId), sealed);
      if (opened.kind !== "OPENED") throw new Error(`a kept answer can't be opened: ${opened.reason}`);
      return opened.plaintext.reveal();
    },
  };
}
