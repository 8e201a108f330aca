import { CLI_AGENT, refusalSchema } from "@countersign/contracts";
import type { z } from "zod";
import { UsageError } from "../command.ts";
import { readLogin } from "./login-file.ts";

/** A platform's management API, and as whom it is asked. */
export interface ManagementApi {
  readonly url: URL;
  readonly token: string;
}

const ANSWER_MS = 60_000;

/**
 * The API that the environment names by COUNTERSIGN_URL and COUNTERSIGN_TOKEN, or that of the login. A login's token is
 * for its own platform only. Throws UsageError when there is none.
 */
export function managementApi(): ManagementApi {
  const token = process.env["COUNTERSIGN_TOKEN"];
  const named = process.env["COUNTERSIGN_URL"];
  if (token) return { url: platformUrl(named ?? process.env["PUBLIC_DASHBOARD_URL"]), token };
  const login = readLogin();
  if (!login) throw new UsageError("log in with countersign login, or set COUNTERSIGN_URL and COUNTERSIGN_TOKEN");
  if (named !== undefined && platformUrl(named).origin !== new URL(login.url).origin) {
    throw new UsageError(`you are logged in to ${login.url}, not to ${named}: set COUNTERSIGN_TOKEN, or log in there`);
  }
  return { url: new URL(login.url), token: login.token };
}

/** The address of a dashboard. Throws UsageError when it is none. */
export function platformUrl(text: string | undefined): URL {
  if (!text || !URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new UsageError("set COUNTERSIGN_URL to the dashboard's address");
  }
  return new URL(text);
}

export interface Asked<T> {
  readonly method?: "GET" | "POST";
  /** Below `/api/v1`. */
  readonly path: string;
  readonly query?: URLSearchParams;
  readonly body?: object;
  readonly answer: z.ZodType<T>;
}

export type Answered<T> =
  | { readonly kind: "ANSWERED"; readonly value: T }
  | { readonly kind: "REFUSED"; readonly code: string; readonly detail: string }
  /** Nobody is there, or they can't answer now: worth asking again. */
  | { readonly kind: "AWAY"; readonly detail: string };

/** Asks the management API. Never throws for what a platform may answer. */
export async function ask<T>({ url, token }: ManagementApi, asked: Asked<T>): Promise<Answered<T>> {
  const target = new URL(`/api/v1${asked.path}`, url);
  target.search = asked.query?.toString() ?? "";
  let response: Response;
  let body: unknown;
  try {
    response = await fetch(target, {
      method: asked.method ?? "GET",
      headers: {
        authorization: `Bearer ${token}`,
        "user-agent": CLI_AGENT,
        ...(asked.body && { "content-type": "application/json" }),
      },
      ...(asked.body && { body: JSON.stringify(asked.body) }),
      // Wherever it sends us, the token isn't for them.
      redirect: "error",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    body = await response.json();
  } catch {
    return { kind: "AWAY", detail: `${url.origin} doesn't answer` };
  }
  if (!response.ok) return refusedBy(response.status, body);
  const parsed = asked.answer.safeParse(body);
  if (parsed.success) return { kind: "ANSWERED", value: parsed.data };
  return { kind: "REFUSED", code: "", detail: `${url.origin} answers what no platform of this version does` };
}

function refusedBy(status: number, body: unknown): Answered<never> {
  const refused = refusalSchema.pick({ code: true, detail: true }).safeParse(body);
  const detail = refused.data?.detail ?? `HTTP ${status}`;
  if (status >= 500 || status === 429) return { kind: "AWAY", detail };
  return { kind: "REFUSED", code: refused.data?.code ?? "", detail };
}
