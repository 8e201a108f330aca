import { verifyManagementToken } from "@countersign/usecases";
import { peopleDeps } from "../deps.ts";
import type { Services } from "../services.ts";
import type { Actor } from "./actor.ts";

/** The management token in an Authorization header, or null when there is none that counts. */
export async function tokenActor(services: Services, authorization: string): Promise<Actor | null> {
  const text = /^Bearer (\S+)$/i.exec(authorization)?.[1];
  if (text === undefined) return null;
  const verified = await verifyManagementToken(peopleDeps(services), { text });
  return verified.ok ? { kind: "token", ...verified.value } : null;
}
