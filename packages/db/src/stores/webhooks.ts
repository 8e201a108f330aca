import type { TenantScope } from "../client/db.ts";
import type { Webhook } from "../generated/client.ts";

export type WebhookRow = Webhook;

export interface NewWebhook {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** As vault sealed it. */
  readonly sealed: string;
}

/** Inserts a receiver. False when a living one has the name. */
export async function insertWebhook(scope: TenantScope, { id, name, url, sealed }: NewWebhook): Promise<boolean> {
  const inserted = await scope.tx.$executeRaw`
    INSERT INTO webhooks (id, "organizationId", name, url, sealed)
    VALUES (${id}, ${scope.organizationId}, ${name}, ${url}, ${sealed})
    ON CONFLICT DO NOTHING`;
  return inserted > 0;
}

/** The receivers that aren't removed, by name. */
export function listWebhooks(scope: TenantScope): Promise<WebhookRow[]> {
  return scope.tx.webhook.findMany({
    where: { organizationId: scope.organizationId, removedAt: null },
    orderBy: { name: "asc" },
  });
}

/** One that isn't removed, by its id or its name; null when there is none. */
export function findWebhook(
  scope: TenantScope,
  by: { readonly id: string } | { readonly name: string },
): Promise<WebhookRow | null> {
  return scope.tx.webhook.findFirst({ where: { organizationId: scope.organizationId, removedAt: null, ...by } });
}

/** Changes a receiver's address, secrets or state. */
export async function setWebhook(
  scope: TenantScope,
  id: string,
  change: Partial<Pick<WebhookRow, "url" | "sealed" | "previousSealed" | "previousUntil" | "disabledAt" | "removedAt">>,
): Promise<void> {
  await scope.tx.webhook.update({
    where: { organizationId_id: { organizationId: scope.organizationId, id } },
    data: change,
  });
}

/** Notes what became of the last request to a receiver, by the database's clock; null: it took it. */
export async function noteWebhookTry(scope: TenantScope, id: string, problem: string | null): Promise<void> {
  await scope.tx.$executeRaw`
    UPDATE webhooks SET "triedAt" = now(), problem = ${problem}
    WHERE "organizationId" = ${scope.organizationId} AND id = ${id}`;
}
