/** Bytes of one event whose data is a JSON text. Line breaks in the text (between tokens) become data lines of their own. */
export function sseEvent(json: string, id?: string): Buffer {
  const data = json.includes("\n") || json.includes("\r") ? json.split(/\r\n|\n|\r/).join("\ndata: ") : json;
  return Buffer.from(`${id === undefined ? "" : `id: ${id}\n`}event: message\ndata: ${data}\n\n`);
}

/** A comment line: keeps connections and clients' time-outs alive, means nothing. */
export function sseComment(text = "keepalive"): Buffer {
  return Buffer.from(`: ${text.replaceAll(/[\r\n]/g, " ")}\n\n`);
}

/** Headers of an event stream: no buffering and no caching on the way. */
export const SSE_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/event-stream",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
};

export interface SseEvent {
  readonly event: string;
  readonly data: string;
  /** The last event id seen on the stream so far; empty when there was none. */
  readonly id: string;
  readonly retryMs: number | null;
}

export interface SseReader {
  /** Takes bytes; returns the events that they complete. */
  push(chunk: Buffer): SseEvent[];
  /** Bytes that wait for the end of their event. */
  readonly pending: number;
}

/** An incremental reader of `text/event-stream` (WHATWG HTML, 9.2.6). Events without data are given too, for their id. */
export function createSseReader(): SseReader {
  const decoder = new TextDecoder("utf-8");
  let rest = "";
  let data: string[] = [];
  let event = "";
  let id = "";
  let retryMs: number | null = null;
  let size = 0;
  let isDirty = false;

  const line = (text: string, out: SseEvent[]): void => {
    if (text === "") {
      if (isDirty) out.push({ event: event === "" ? "message" : event, data: data.join("\n"), id, retryMs });
      data = [];
      event = "";
      retryMs = null;
      size = 0;
      isDirty = false;
      return;
    }
    const colon = text.indexOf(":");
    if (colon === 0) return;
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(text[colon + 1] === " " ? colon + 2 : colon + 1);
    size += value.length;
    if (field === "data") data.push(value);
    else if (field === "event") event = value;
    else if (field === "id" && !value.includes("\0")) id = value;
    else if (field === "retry" && /^\d{1,9}$/.test(value)) retryMs = Number(value);
    else return;
    isDirty = true;
  };

  return {
    push(chunk) {
      const out: SseEvent[] = [];
      const text = rest + decoder.decode(chunk, { stream: true });
      let from = 0;
      // What waits holds no line end but perhaps a last CR, so the search needn't begin at its start.
      LINE_END.lastIndex = Math.max(0, rest.length - 1);
      for (let end = LINE_END.exec(text); end !== null; end = LINE_END.exec(text)) {
        // A CR at the very end may be half of a CRLF: wait for the next chunk.
        if (end[0] === "\r" && end.index === text.length - 1) break;
        line(text.slice(from, end.index), out);
        from = end.index + end[0].length;
      }
      rest = text.slice(from);
      return out;
    },
    get pending() {
      return rest.length + size;
    },
  };
}

const LINE_END = /\r\n|\n|\r/g;
