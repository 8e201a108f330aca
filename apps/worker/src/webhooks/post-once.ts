import { type Egress, type EgressPool, EgressRefused } from "@countersign/egress";

export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

export interface PostAnswer {
  readonly kind: "answered";
  readonly status: number;
  /** What it asked for by `Retry-After` in seconds; null when it didn't. */
  readonly retryAfterMs: number | null;
}

/** No answer: `isFinal` where the address itself isn't allowed. */
export interface NoAnswer {
  readonly kind: "none";
  readonly problem: string;
  readonly isFinal: boolean;
}

/** The whole request, however slowly its answer drips. */
const ANSWER_MS = 10_000;
const ANSWER_BYTES = 65_536;

/** Posts to one of a pool's addresses; of the answer only the status counts. Throws when none comes. */
export async function postOnce(pool: EgressPool, { url, headers, body }: PostRequest): Promise<PostAnswer> {
  const { origin, pathname, search } = new URL(url);
  const answer = await pool.request({
    origin,
    path: `${pathname}${search}`,
    method: "POST",
    headers,
    body,
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  // The status has come: whatever happens to the rest, the message was taken or not.
  await answer.body.dump({ limit: ANSWER_BYTES }).catch(() => undefined);
  const wait = /^\d{1,6}$/.exec(String(answer.headers["retry-after"] ?? ""));
  return { kind: "answered", status: answer.statusCode, retryAfterMs: wait ? Number(wait[0]) * 1_000 : null };
}

/** Posts to an address that somebody of an organization has given, on a connection of its own. Doesn't throw. */
export async function postOutside(egress: Egress, request: PostRequest): Promise<PostAnswer | NoAnswer> {
  const made = egress.poolFor(request.url, { connections: 1 });
  if (!made.ok) return { kind: "none", problem: made.message, isFinal: true };
  try {
    return await postOnce(made.pool, request);
  } catch (error) {
    const problem = error instanceof EgressRefused ? error.message : "it can't be reached";
    return { kind: "none", problem, isFinal: false };
  } finally {
    await made.pool.destroy();
  }
}
