import { isJsonObject } from "@countersign/core";
import type { Channel } from "./channel.ts";
import { dialectHeaders, writeRequest } from "./envelope.ts";
import type { Connected } from "./handshake.ts";
import { pause } from "./pause.ts";

export interface WatchParts {
  readonly channel: Channel;
  readonly connected: Connected;
  readonly nextId: () => number;
  readonly onListChanged: () => void;
}

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Keeps a stream open on which the upstream tells of changed lists, if it says that it does. After a break the list
 * may have changed unheard, so a stream that comes back counts as a change. Returns what ends it.
 */
export function watchLists(parts: WatchParts): () => void {
  const { tools } = parts.connected.facts.capabilities;
  if (!isJsonObject(tools) || tools["listChanged"] !== true) return () => {};
  const stopper = new AbortController();
  void keepWatching(parts, stopper.signal);
  return () => stopper.abort();
}

async function keepWatching(parts: WatchParts, signal: AbortSignal): Promise<void> {
  let pauseMs = FIRST_PAUSE_MS;
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    let wasOpen = false;
    const { status } = await watchOnce(parts, signal, () => {
      wasOpen = true;
      if (!isFirst) parts.onListChanged();
    });
    // An upstream that has no such stream says so; asking again would change nothing.
    if (status !== null && status >= 400 && status < 500) return;
    pauseMs = wasOpen ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    await pause(pauseMs, signal);
  }
}

function watchOnce(
  parts: WatchParts,
  signal: AbortSignal,
  onOpen: () => void,
): Promise<{ readonly status: number | null }> {
  const { channel, connected, onListChanged } = parts;
  const { dialect } = connected;
  const onMethod = (method: string): void => {
    if (method === "notifications/tools/list_changed") onListChanged();
  };
  if (dialect.era === "legacy") {
    const headers = { accept: "text/event-stream", ...dialectHeaders(dialect) };
    return channel.listen({ method: "GET", headers, body: null, dialect, signal, onOpen, onMethod });
  }
  const request = {
    id: parts.nextId(),
    method: "subscriptions/listen",
    params: { notifications: { toolsListChanged: true } },
  };
  const { headers, body } = writeRequest(dialect, request);
  return channel.listen({ method: "POST", headers, body, dialect, signal, onOpen, onMethod });
}
