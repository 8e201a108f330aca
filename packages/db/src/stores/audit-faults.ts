import { Prisma } from "../generated/client.ts";

/** SQLSTATE classes that say the data is at fault: data exception, constraint violation, program limit. */
const DATA_FAULTS: ReadonlySet<string> = new Set(["22", "23", "54"]);

/** Whether the database refused what it was given, rather than being gone: the same statement will fail again. */
export function isDataFault(error: unknown): boolean {
  if (!(error instanceof Prisma.PrismaClientKnownRequestError)) return false;
  const state = sqlState(error.meta) ?? sqlStateIn(error.message);
  return state !== null && DATA_FAULTS.has(state.slice(0, 2));
}

function sqlState(meta: unknown): string | null {
  if (typeof meta !== "object" || meta === null) return null;
  for (const [name, value] of Object.entries(meta)) {
    if ((name === "code" || name === "originalCode") && typeof value === "string" && /^[0-9A-Z]{5}$/.test(value)) {
      return value;
    }
    const inner = sqlState(value);
    if (inner !== null) return inner;
  }
  return null;
}

function sqlStateIn(message: string): string | null {
  return /Code: `([0-9A-Z]{5})`/.exec(message)?.[1] ?? null;
}
