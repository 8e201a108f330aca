import { isJsonObject, type JsonValue } from "@countersign/core";
import { failure } from "./failures.ts";
import type { CallSuccess, ToolList, Upstream, UpstreamFailure } from "./types.ts";

/** Takes secrets out of a text; text without any comes back as it was. */
export type Mask = (text: string) => string;

/**
 * An upstream that never says a secret back: what its answers, errors, tools and progress hold of it is masked, before
 * anybody reads, keeps or forwards it. Answers without it keep their bytes.
 */
export function maskUpstream(upstream: Upstream, mask: Mask): Upstream {
  return {
    connect: async (signal) => {
      const facts = await upstream.connect(signal);
      return facts.ok ? maskValue(facts, mask) : maskFailure(facts, mask);
    },
    listTools: async (signal) => {
      const list = await upstream.listTools(signal);
      return list.ok ? maskList(list, mask) : maskFailure(list, mask);
    },
    callTool: async (call) => {
      const { onProgress } = call;
      const masked = onProgress ? { ...call, onProgress: maskedProgress(onProgress, mask) } : call;
      return maskAnswer(await upstream.callTool(masked), mask);
    },
    request: async (method, params, signal) => maskAnswer(await upstream.request(method, params, signal), mask),
    close: () => upstream.close(),
  };
}

function maskAnswer(answer: CallSuccess | UpstreamFailure, mask: Mask): CallSuccess | UpstreamFailure {
  if (!answer.ok) return maskFailure(answer, mask);
  const result = mask(answer.result);
  if (result === answer.result) return answer;
  const value = parse(result);
  return isJsonObject(value) ? { ...answer, result, value } : UNMASKABLE;
}

function maskList(list: ToolList, mask: Mask): ToolList {
  const dropped: string[] = list.dropped.map(mask);
  const tools = list.tools.flatMap((tool) => {
    const raw = mask(tool.raw);
    if (raw === tool.raw) return [tool];
    const definition = parse(raw);
    // A name that holds the secret can't be called by the name without it.
    if (isJsonObject(definition) && definition["name"] === tool.name) return [{ name: tool.name, raw, definition }];
    dropped.push(mask(tool.name));
    return [];
  });
  return { ...list, tools, dropped };
}

function maskFailure(failed: UpstreamFailure, mask: Mask): UpstreamFailure {
  return failed.error === null ? failed : { ...failed, error: maskValue(failed.error, mask) };
}

/** What can't be written again without the secret isn't passed on. */
const UNMASKABLE = failure("upstream_error", {
  mayHaveRun: true,
  message: "the upstream gave an answer that can't be passed on",
  cause: "secret_echoed",
});

function maskedProgress<Update extends { readonly message?: string }>(
  onProgress: (update: Update) => void,
  mask: Mask,
): (update: Update) => void {
  return (update) => onProgress(update.message === undefined ? update : { ...update, message: mask(update.message) });
}

/** Masks every text in a value, members' names too. */
function maskValue<T>(value: T, mask: Mask): T {
  const text = JSON.stringify(value);
  const masked = mask(text);
  if (masked === text) return value;
  // Only characters of texts were replaced: what was of a shape still is.
  return JSON.parse(masked) as T;
}

function parse(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}
