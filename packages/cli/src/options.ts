import { type ParseArgsConfig, parseArgs } from "node:util";
import { UsageError } from "./command.ts";

export interface FileOptions {
  readonly file: string;
  readonly json: boolean;
  /** An organization to judge the policy against. */
  readonly context: string | null;
}

/** Reads `FILE [--json] [--context FILE]`. Throws `UsageError`. */
export function fileOptions(args: readonly string[]): FileOptions {
  const { values, positionals } = readArgs({
    args,
    allowPositionals: true,
    options: { json: { type: "boolean" }, context: { type: "string" } },
  });
  const [file, ...others] = positionals;
  if (file === undefined) throw new UsageError("name a file");
  if (others.length > 0) throw new UsageError(`one file at a time, not also ${others.join(" ")}`);
  return { file, json: values.json ?? false, context: values.context ?? null };
}

/** Reads a command's arguments. Throws `UsageError`. */
export function readArgs<const T extends Omit<ParseArgsConfig, "args">>(
  config: T & { readonly args: readonly string[] },
): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs<T>({ ...config, args: [...config.args] });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "the options can't be read");
  }
}
