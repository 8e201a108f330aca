import type { Egress } from "@countersign/egress";
import { createUpstream, maskUpstream, type Upstream } from "@countersign/mcp";
import { createEchoMask, type Secret } from "@countersign/vault";
import { type OpenedCredential, openCredential } from "@countersign/vault/open";
import type { ConnectionEntry } from "../snapshot/gateway-snapshot.ts";
import { refusedUpstream } from "./refused-upstream.ts";

interface Kept {
  readonly upstream: Upstream;
  readonly url: string;
  readonly credentialId: string | null;
}

const CLIENT_INFO = { name: "countersign-gateway", version: "1.0.0" };
const MAX_KEPT = 5_000;

/**
 * One client for each connection, shared by all its calls. A connection whose URL or secret changed gets a new one. A
 * secret is opened for the origin it was stored for, goes into the one header it is for, and is masked in all that comes
 * back.
 */
export class UpstreamPool {
  readonly #egress: Egress;
  readonly #masterKeys: readonly Secret[];
  readonly #kept = new Map<string, Kept>();

  /** `masterKeys`: the present one, and earlier ones during a rotation. */
  constructor(egress: Egress, masterKeys: readonly Secret[]) {
    this.#egress = egress;
    this.#masterKeys = masterKeys;
  }

  of(organizationId: string, connection: ConnectionEntry): Upstream {
    const key = `${organizationId}/${connection.id}`;
    const { url } = connection;
    const credentialId = connection.credential?.id ?? null;
    const kept = this.#kept.get(key);
    if (kept?.url === url && kept.credentialId === credentialId) return kept.upstream;
    if (kept) void kept.upstream.close();
    const upstream = this.#connect(organizationId, connection);
    this.#kept.set(key, { upstream, url, credentialId });
    if (this.#kept.size > MAX_KEPT) this.#dropOldest();
    return upstream;
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#kept.values()].map(({ upstream }) => upstream.close()));
  }

  #connect(organizationId: string, { id, url, credential }: ConnectionEntry): Upstream {
    if (!credential) return this.#open(url, null);
    const { id: credentialId, ...rest } = credential;
    const opened = openCredential(this.#masterKeys, { organizationId, connectionId: id, credentialId, url, ...rest });
    return opened ? this.#open(url, opened) : refusedUpstream("the connection's secret can't be opened");
  }

  #open(url: string, credential: OpenedCredential | null): Upstream {
    const pooled = this.#egress.poolFor(url);
    if (!pooled.ok) return refusedUpstream(pooled.message);
    const options = { url, dispatcher: pooled.pool, ownsDispatcher: true, clientInfo: CLIENT_INFO };
    if (!credential) return createUpstream(options);
    const upstream = createUpstream({ ...options, headers: () => credential.headers });
    return maskUpstream(upstream, createEchoMask(credential.secret));
  }

  #dropOldest(): void {
    const [oldest] = this.#kept.keys();
    if (oldest === undefined) return;
    void this.#kept.get(oldest)?.upstream.close();
    this.#kept.delete(oldest);
  }
}
