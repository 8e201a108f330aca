import { Socket } from "node:net";
import type { FieldDef } from "pg";
import { Client, DatabaseError, Query } from "pg";
import { jsonTypes } from "./column-values.ts";
import { createSlots } from "./slots.ts";

export type SqlAnswer =
  | {
      readonly kind: "rows";
      readonly columns: readonly string[];
      readonly rows: readonly (readonly unknown[])[];
      /** Which limit cut the answer short; null when it is complete. */
      readonly truncated: "rows" | "bytes" | null;
    }
  | { readonly kind: "failed"; readonly reason: string };

export interface SqlReader {
  /** Runs one statement. A refusal, a time-out or an unreachable database is a value, not a throw. */
  run(sql: string): Promise<SqlAnswer>;
}

export interface SqlLimits {
  readonly maxRows: number;
  /** Of the answer as it comes over the wire. */
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

const DEFAULT_LIMITS: SqlLimits = { maxRows: 200, maxBytes: 256 * 1024, timeoutMs: 5_000 };
const CONNECTIONS = 4;
const CONNECT_TIMEOUT_MS = 5_000;
/** The server enforces the time limit; the socket is cut this much later in case it can't. */
const SERVER_GRACE_MS = 1_000;

/**
 * Runs statements as the role in `databaseUrl`, each on a connection and in a READ ONLY transaction
 * of its own that is rolled back, by the extended protocol (which refuses stacked statements).
 * The wall is the role's lack of rights; what is done here only bounds time, size and leftovers.
 */
export function createSqlReader(databaseUrl: string, limits: SqlLimits = DEFAULT_LIMITS): SqlReader {
  const inSlot = createSlots(CONNECTIONS);
  return { run: (sql) => inSlot(() => runOnce(databaseUrl, sql, limits)) };
}

async function runOnce(databaseUrl: string, sql: string, limits: SqlLimits): Promise<SqlAnswer> {
  const socket = new Socket();
  const client = new Client({
    connectionString: databaseUrl,
    application_name: "countersign-demo-tools",
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    types: jsonTypes,
    stream: () => socket,
  });
  // A cut connection is reported to the running query, where it is handled, and here as well.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("BEGIN READ ONLY");
    // Reading once fixes the snapshot: from here on the transaction can't be made writable.
    await client.query("SELECT set_config('statement_timeout', $1, true), set_config('lock_timeout', $1, true)", [
      String(limits.timeoutMs),
    ]);
  } catch (error) {
    socket.destroy();
    return { kind: "failed", reason: `The demo database can't be used: ${errorCode(error)}.` };
  }
  try {
    const answer = await readRows({ client, socket, sql, limits });
    if (!socket.destroyed) {
      // The connection ends here, but a pooler in between may hand its session to the next caller.
      await client.query("ROLLBACK");
      await client.query("DISCARD ALL");
    }
    return answer;
  } catch (error) {
    return { kind: "failed", reason: refusal(error) };
  } finally {
    if (socket.destroyed) await client.end().catch(() => undefined);
    else await client.end();
  }
}

interface Reading {
  readonly client: Client;
  readonly socket: Socket;
  readonly sql: string;
  readonly limits: SqlLimits;
}

/** Collects rows until the statement ends or a limit is passed, which cuts the connection. */
function readRows({ client, socket, sql, limits }: Reading): Promise<SqlAnswer> {
  return new Promise((resolve, reject) => {
    const rows: unknown[][] = [];
    let columns: string[] = [];
    let truncated: "rows" | "bytes" | null = null;
    const cut = (limit: "rows" | "bytes"): void => {
      truncated ??= limit;
      socket.destroy();
    };
    const start = socket.bytesRead;
    socket.on("data", () => {
      if (socket.bytesRead - start > limits.maxBytes) cut("bytes");
    });
    const timer = setTimeout(() => socket.destroy(), limits.timeoutMs + SERVER_GRACE_MS);
    const finish = (): void => {
      clearTimeout(timer);
      resolve({ kind: "rows", columns, rows, truncated });
    };

    const config = { text: sql, values: [], queryMode: "extended", rowMode: "array" };
    const query = new Query<unknown[]>(config);
    query.on("row", (row, result) => {
      columns = columnNames(result?.fields);
      if (rows.length < limits.maxRows) rows.push(row);
      else cut("rows");
    });
    query.on("end", (result) => {
      columns = columnNames(result.fields);
      finish();
    });
    query.on("error", (error) => {
      if (truncated !== null) return finish();
      clearTimeout(timer);
      reject(error);
    });
    client.query(query);
  });
}

function columnNames(fields: readonly FieldDef[] | undefined): string[] {
  return (fields ?? []).map((field) => field.name);
}

function refusal(error: unknown): string {
  if (!(error instanceof DatabaseError))
    return "The statement took too long or the connection to the database was lost.";
  const hint = error.hint === undefined ? "" : ` ${error.hint}`;
  return `PostgreSQL refused the statement: ${error.message} (${error.code}).${hint}`;
}

/** The code alone: messages of connection errors name hosts and roles. */
function errorCode(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "no answer";
}
