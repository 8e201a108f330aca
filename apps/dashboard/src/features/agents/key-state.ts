import type { BadgeTone } from "@countersign/ui";
import type { AgentDetail, KeyView } from "#server/views/agent.ts";

export type KeyState = "works" | "ending" | "expired" | "revoked";

/** How a key stands now (UTC ms). `ending`: it works until its end. */
export function keyState({ revokedAt, expiresAt }: KeyView, nowMs: number): KeyState {
  if (revokedAt !== null) return "revoked";
  if (expiresAt === null) return "works";
  return Date.parse(expiresAt) <= nowMs ? "expired" : "ending";
}

export const KEY_STATE_WORDS: Readonly<Record<KeyState, string>> = {
  works: "Works",
  ending: "Works",
  expired: "Expired",
  revoked: "Revoked",
};

export const KEY_STATE_TONES: Readonly<Record<KeyState, BadgeTone>> = {
  works: "ok",
  ending: "ok",
  expired: "muted",
  revoked: "muted",
};

/** All keys of an agent, its instances' included: those that work first, newest first. */
export function keysOf(agent: AgentDetail, nowMs: number): readonly KeyView[] {
  const keys = [...agent.keys, ...agent.instances.flatMap((instance) => instance.keys)];
  const isDead = (key: KeyView) => ["expired", "revoked"].includes(keyState(key, nowMs));
  return keys.sort((a, b) => Number(isDead(a)) - Number(isDead(b)) || (a.id < b.id ? 1 : -1));
}

/** What people know a key by: its title, or the part of its text that names it. */
export function keyName({ title, keyRef }: KeyView): string {
  return title === "" ? `key ${keyRef}` : title;
}
