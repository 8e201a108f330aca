"use client";

import { SECRET_CONCERNS } from "@countersign/core";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { SECRET_KINDS, type SecretView } from "#server/views/secret.ts";

const STATES = ["live", "ended", "all"] as const;

const FILTERS = {
  kind: parseAsStringLiteral(SECRET_KINDS),
  concern: parseAsStringLiteral(SECRET_CONCERNS),
  state: parseAsStringLiteral(STATES).withDefault("live"),
  text: parseAsString.withDefault(""),
};

/** The inventory's filters. They live in the URL. */
export function useSecretFilters() {
  return useQueryStates(FILTERS, { history: "replace" });
}

export type SecretFilters = ReturnType<typeof useSecretFilters>[0];

/** Whether a secret is among what the filters ask for. Pure. */
export function matchesSecret(secret: SecretView, { kind, concern, state, text }: SecretFilters): boolean {
  if (kind !== null && secret.kind !== kind) return false;
  if (concern !== null && !secret.concerns.includes(concern)) return false;
  if (state !== "all" && (secret.state === "live") !== (state === "live")) return false;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const all = [secret.title, secret.holderTitle, secret.instanceName, secret.ownerName, secret.id]
    .join(" ")
    .toLowerCase();
  return words.every((word) => all.includes(word));
}
