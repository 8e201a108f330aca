import pg from "pg";
import type { PlainScope } from "../client/db.ts";

/** A shard's one appender of records: held by a connection of its own, told from earlier holders by its fence. */
export interface WriterLease {
  readonly fence: bigint;
  /** The last stream id that is in Postgres. */
  readonly position: string;
  /** Resolves when the connection, and with it the lease, is gone. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
}

/** First key of the advisory locks that make writers single. */
const WRITER_LOCKS = 7_217_001;

/**
 * Takes the lease of a shard if nobody holds it, else null. The advisory lock lives on a connection of its own, so it
 * falls when the process dies; the raised fence makes anything a former holder still tries fail.
 */
export async function takeWriterLease(url: string, shard: number): Promise<WriterLease | null> {
  const client = new pg.Client({ connectionString: url, keepAlive: true, application_name: `audit writer ${shard}` });
  const lost = new Promise<void>((resolve) => {
    // Not once: a server that ends the connection says so, and then the socket closes; each is an error of its own.
    client.on("error", () => resolve());
    client.once("end", () => resolve());
  });
  await client.connect();
  try {
    const locked = await client.query<{ held: boolean }>("SELECT pg_try_advisory_lock($1, $2) AS held", [
      WRITER_LOCKS,
      shard,
    ]);
    if (!locked.rows[0]?.held) {
      await client.end();
      return null;
    }
    const raised = await client.query<{ position: string; fence: string }>(
      `INSERT INTO stream_positions (shard, fence) VALUES ($1, 1)
       ON CONFLICT (shard) DO UPDATE SET fence = stream_positions.fence + 1
       RETURNING position, fence::text AS fence`,
      [shard],
    );
    const row = raised.rows[0];
    if (!row) throw new Error("the stream's position was not stored");
    return { fence: BigInt(row.fence), position: row.position, lost, release: () => client.end() };
  } catch (error) {
    await client.end();
    throw error;
  }
}

export interface WriterMove {
  readonly shard: number;
  readonly fence: bigint;
  readonly from: string;
  readonly to: string;
}

/** Moves a shard's position on. False when it isn't where this writer left it, or another writer has taken over. */
export async function advancePosition(scope: PlainScope, move: WriterMove): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE stream_positions SET position = ${move.to}
    WHERE shard = ${move.shard} AND position = ${move.from} AND fence = ${move.fence}`;
  return changed === 1;
}

/** Whether this writer still holds its shard; holds the row until the transaction ends. */
export async function holdsFence(scope: PlainScope, shard: number, fence: bigint): Promise<boolean> {
  const changed = await scope.tx.$executeRaw`
    UPDATE stream_positions SET fence = fence WHERE shard = ${shard} AND fence = ${fence}`;
  return changed === 1;
}
