import type { Refusal } from "@countersign/contracts";
import { z } from "zod";

const decisionSchema = z.custom<Refusal>((value) => typeof value === "object" && value !== null && "code" in value);

const resultSchema = z.looseObject({
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })).optional(),
  isError: z.boolean().optional(),
  tools: z.array(z.looseObject({ name: z.string() })).optional(),
  _meta: z.looseObject({ "io.countersign/decision": decisionSchema.optional() }).optional(),
});

const messageSchema = z.looseObject({
  id: z.union([z.string(), z.number(), z.null()]).optional(),
  result: resultSchema.optional(),
  error: z.looseObject({ code: z.number(), message: z.string(), data: z.unknown().optional() }).optional(),
});

/** What came back for one request. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** The body as it came. */
  readonly body: string;
  readonly result: z.infer<typeof resultSchema> | null;
  readonly error: { readonly code: number; readonly message: string } | null;
  /** The first text of a result. */
  readonly text: string;
  readonly decision: Refusal | null;
}

export interface AgentOptions {
  /** Default `/mcp`. */
  readonly path?: string;
  /** Sent as `Countersign-Instance`. */
  readonly instance?: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly meta?: Readonly<Record<string, unknown>>;
  /** Sent with the request beside the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Hears each event of a stream but the last. */
  readonly onEvent?: (data: string) => void;
}

/** What a client declares that takes tasks. */
export const TAKES_TASKS = {
  "io.modelcontextprotocol/clientCapabilities": { extensions: { "io.modelcontextprotocol/tasks": {} } },
};

const REVISION = "2026-07-28";
let lastId = 0;

/** An agent as small as can be: requests of the present revision over plain HTTP, many at once. */
export class Agent {
  readonly #url: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(gatewayUrl: string, key: string, options: AgentOptions = {}) {
    this.#url = `${gatewayUrl}${options.path ?? "/mcp"}`;
    this.#headers = {
      authorization: `Bearer ${key}`,
      ...(options.instance !== undefined && { "countersign-instance": options.instance }),
    };
  }

  /** Calls a tool by its listed name. */
  call(name: string, args: Readonly<Record<string, unknown>> = {}, options: CallOptions = {}): Promise<Answer> {
    return this.#request("tools/call", { name, arguments: args }, options);
  }

  list(): Promise<Answer> {
    return this.#request("tools/list", {}, {});
  }

  /** The names of the listed tools. */
  async names(): Promise<string[]> {
    const { result, body } = await this.list();
    if (!result?.tools) throw new Error(`no list: ${body}`);
    return result.tools.map((tool) => tool.name);
  }

  /** Waits with a ticket. */
  claim(ticket: string, options: CallOptions = {}): Promise<Answer> {
    return this.call("countersign__await_approval", { ticket }, options);
  }

  withdraw(ticket: string): Promise<Answer> {
    return this.call("countersign__cancel_approval", { ticket });
  }

  /** A request about a task, declaring that it takes tasks unless `options` say otherwise. */
  task(
    method: "tasks/get" | "tasks/update" | "tasks/cancel",
    taskId: string,
    options: CallOptions = {},
  ): Promise<Answer> {
    const params = { taskId, ...(method === "tasks/update" && { inputResponses: {} }) };
    return this.#request(method, params, { meta: TAKES_TASKS, ...options });
  }

  /** Listens for changes until it is aborted, or told why not. */
  listen(notifications: Readonly<Record<string, unknown>>, options: CallOptions = {}): Promise<Answer> {
    return this.#request("subscriptions/listen", { notifications }, options);
  }

  async #request(method: string, params: Readonly<Record<string, unknown>>, options: CallOptions): Promise<Answer> {
    lastId += 1;
    const named = params["name"] ?? params["taskId"];
    const name = typeof named === "string" ? { "mcp-name": named } : {};
    const meta = {
      "io.modelcontextprotocol/protocolVersion": REVISION,
      "io.modelcontextprotocol/clientInfo": { name: "test-agent", version: "1.0.0" },
      "io.modelcontextprotocol/clientCapabilities": {},
      ...options.meta,
    };
    const response = await fetch(this.#url, {
      method: "POST",
      headers: {
        ...this.#headers,
        "content-type": "application/json",
        accept: "application/json, text/event-stream",
        "mcp-protocol-version": REVISION,
        "mcp-method": method,
        ...name,
        ...options.headers,
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: lastId, method, params: { ...params, _meta: meta } }),
      ...(options.signal && { signal: options.signal }),
    });
    return readAnswer(response, options.onEvent);
  }
}

/** The ticket of a pending answer. */
export function ticketOf(answer: Answer): string {
  const ticket = answer.decision?.approval?.ticket;
  if (ticket === undefined) throw new Error(`no ticket in ${answer.body}`);
  return ticket;
}

/** Reads a whole answer, be it one body or a stream of events. */
export async function readAnswer(response: Response, onEvent?: (data: string) => void): Promise<Answer> {
  const isStream = (response.headers.get("content-type") ?? "").startsWith("text/event-stream");
  const body = isStream ? await lastEvent(response, onEvent) : await response.text();
  const message = messageSchema.safeParse(parse(body));
  const result = message.success ? (message.data.result ?? null) : null;
  return {
    status: response.status,
    headers: response.headers,
    body,
    result,
    error: message.success ? (message.data.error ?? null) : null,
    text: result?.content?.[0]?.text ?? "",
    decision: result?._meta?.["io.countersign/decision"] ?? null,
  };
}

async function lastEvent(response: Response, onEvent?: (data: string) => void): Promise<string> {
  const decoder = new TextDecoder();
  let pending = "";
  let last = "";
  for await (const chunk of response.body ?? []) {
    pending += decoder.decode(chunk, { stream: true });
    const blocks = pending.split("\n\n");
    pending = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = block.split("\n").filter((line) => line.startsWith("data:"));
      last = data.length > 0 ? data.map((line) => line.slice(5).trim()).join("\n") : last;
      onEvent?.(block);
    }
  }
  return last;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
