import type { Egress } from "@countersign/egress";
import { createUpstream, type Upstream } from "@countersign/mcp";
import type { ConnectionEntry } from "../snapshot/gateway-snapshot.ts";
import { refusedUpstream } from "./refused-upstream.ts";

interface Kept {
  readonly upstream: Upstream;
  readonly url: string;
}

const CLIENT_INFO = { name: "countersign-gateway", version: "1.0.0" };
const MAX_KEPT = 5_000;

/** One client for each connection, shared by all its calls. A connection whose URL changed gets a new one. */
export class UpstreamPool {
  readonly #egress: Egress;
  readonly #kept = new Map<string, Kept>();

  constructor(egress: Egress) {
    this.#egress = egress;
  }

  of(organizationId: string, connection: ConnectionEntry): Upstream {
    const key = `${organizationId}/${connection.id}`;
    const kept = this.#kept.get(key);
    if (kept?.url === connection.url) return kept.upstream;
    if (kept) void kept.upstream.close();
    const upstream = this.#connect(connection.url);
    this.#kept.set(key, { upstream, url: connection.url });
    if (this.#kept.size > MAX_KEPT) this.#dropOldest();
    return upstream;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#kept.values()].map(({ upstream }) => upstream.close()));
  }

  #connect(url: string): Upstream {
    const pooled = this.#egress.poolFor(url);
    if (!pooled.ok) return refusedUpstream(pooled.message);
    return createUpstream({ url, dispatcher: pooled.pool, ownsDispatcher: true, clientInfo: CLIENT_INFO });
  }

  #dropOldest(): void {
    const [oldest] = this.#kept.keys();
    if (oldest === undefined) return;
    void this.#kept.get(oldest)?.upstream.close();
    this.#kept.delete(oldest);
  }
}
