import type { RequestId } from "@countersign/mcp";

const running = new Map<string, () => void>();

/** Notes a request of the handshake era that can be cancelled by name. Returns its end. */
export function noteRunning(owner: string, id: RequestId, cancel: () => void): () => void {
  const key = keyOf(owner, id);
  running.set(key, cancel);
  return () => {
    if (running.get(key) === cancel) running.delete(key);
  };
}

/** Cancels a running request of the same principal and session, if this process runs it. */
export function cancelRunning(owner: string, id: RequestId): void {
  running.get(keyOf(owner, id))?.();
}

function keyOf(owner: string, id: RequestId): string {
  return `${owner} ${typeof id} ${id}`;
}
