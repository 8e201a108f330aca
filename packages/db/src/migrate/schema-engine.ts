import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlQuery,
} from "@prisma/driver-adapter-utils";
import * as wasm from "@prisma/schema-engine-wasm/schema_engine_bg";
import type { Pool } from "pg";

export type SchemaEngine = wasm.SchemaEngine;

/** What the adapter does inside and doesn't declare, as of 7.10: one query, and the translation of its error. */
interface AdapterInside {
  performIO(query: SqlQuery): Promise<{ fields: { dataTypeID: number }[] }>;
  onError(error: unknown): never;
}

/** What Node offers and its types leave to the DOM library. */
interface WasmRuntime {
  readonly WebAssembly: {
    instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Record<string, unknown> } }>;
  };
}

const runtime = globalThis as unknown as WasmRuntime;
const engineModule = wasm as unknown as { __wbg_set_wasm(exports: Record<string, unknown>): void };

const CHAR_OID = 18;
const TEXT_OID = 25;

/** One instance for the process: a second would pull the memory from under the first. */
let loading: Promise<void> | undefined;

/**
 * Runs `work` with Prisma's schema engine connected to a database.
 * Throws what the engine says, with its panic message if it panicked.
 */
export async function withSchemaEngine<T>(url: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  loading ??= loadEngine();
  await loading;
  const factory = new PrismaPg({ connectionString: url, max: 2 });
  const adapters: SqlDriverAdapter[] = [];
  const connect = async (): Promise<SqlDriverAdapter> => {
    const adapter = repairAdapter(await factory.connect());
    adapters.push(adapter);
    return adapter;
  };
  const bound = bindMigrationAwareSqlAdapterFactory({
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect,
    connectToShadowDb: () => Promise.reject(new Error("no shadow database: compare with a scratch database instead")),
  });
  const engine = await wasm.SchemaEngine.new({ datamodels: undefined }, () => {}, bound);
  try {
    return await work(engine);
  } finally {
    engine.free();
    await Promise.all(adapters.map((adapter) => adapter.dispose()));
  }
}

async function loadEngine(): Promise<void> {
  const script = createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const bytes = await readFile(join(script, "..", "schema_engine_bg.wasm"));
  // Without a place for its message a panic shows only as a TypeError.
  Object.assign(globalThis, {
    PRISMA_WASM_PANIC_REGISTRY: {
      set_message: (message: string) => {
        throw new Error(`the schema engine panicked: ${message}`);
      },
    },
  });
  const { instance } = await runtime.WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": wasm });
  const start = instance.exports["__wbindgen_start"];
  engineModule.__wbg_set_wasm(instance.exports);
  if (typeof start === "function") start();
}

/**
 * Two repairs. The adapter knows no type for "char" columns, which the catalog is full of. And it cuts scripts at every
 * semicolon, which breaks function bodies: a script goes to Postgres whole, where it is one implicit transaction.
 */
function repairAdapter(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const inside = adapter as unknown as AdapterInside & { underlyingDriver(): Pool };
  const queryRaw = async (query: SqlQuery) => {
    const charColumns: number[] = [];
    const performIO = async (inner: SqlQuery) => {
      const result = await inside.performIO(inner);
      for (const [index, field] of result.fields.entries()) {
        if (field.dataTypeID !== CHAR_OID) continue;
        field.dataTypeID = TEXT_OID;
        charColumns.push(index);
      }
      return result;
    };
    const view: SqlDriverAdapter = Object.create(adapter, { performIO: { value: performIO } });
    const result = await view.queryRaw(query);
    for (const index of charColumns) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  const executeScript = async (script: string): Promise<void> => {
    try {
      await inside.underlyingDriver().query(script);
    } catch (error) {
      inside.onError(error);
    }
  };
  return Object.create(adapter, { queryRaw: { value: queryRaw }, executeScript: { value: executeScript } });
}
