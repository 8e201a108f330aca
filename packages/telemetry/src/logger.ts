import { type Bindings, type ChildLoggerOptions, type DestinationStream, type Logger as PinoLogger, pino } from "pino";
import { redactText, redactValue } from "./redact.ts";

export type Logger = PinoLogger;
export type LogLevel = "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";

export type LoggerOptions = {
  /** The process that speaks: gateway, worker, dashboard. */
  readonly name: string;
  /** Lines below it are not written; default "info". */
  readonly level?: LogLevel;
  /** Where lines go; default standard output. */
  readonly destination?: DestinationStream;
};

/** Characters JSON leaves as they are, but a terminal or a log viewer obeys: C1 controls, line separators, bidi. */
const obeyed = /[\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/**
 * A logger of JSON lines with times in RFC 3339 UTC. Secrets are replaced by the name they stand under and by their
 * shape, in fields, messages, errors and child bindings; once more over the finished line.
 */
export function createLogger({ name, level = "info", destination }: LoggerOptions): Logger {
  const options = {
    name,
    level,
    base: { pid: process.pid },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => asRecord(redactValue(fields)),
    },
    serializers: { err: (error: unknown) => error },
    hooks: { logMethod: logRedacted, streamWrite: (line: string) => redactText(line).replace(obeyed, escaped) },
  };
  return redactingChildren(destination ? pino(options, destination) : pino(options));
}

/** Bindings of a child bypass the formatters. Children inherit from their parent, so this holds for theirs too. */
function redactingChildren(logger: Logger): Logger {
  const child = logger.child;
  const redactingChild = function (this: Logger, bindings: Bindings, options?: ChildLoggerOptions) {
    return Reflect.apply(child, this, [asRecord(redactValue(bindings)), options]);
  };
  return Object.assign(logger, { child: redactingChild });
}

/** Placeholders (`%s`, `%o`) would print their arguments past the formatters. */
function logRedacted(
  this: Logger,
  args: Parameters<Logger["info"]>,
  method: (...args: Parameters<Logger["info"]>) => void,
) {
  const [first, ...others] = args;
  const clean = others.map((argument) => redactValue(argument));
  method.apply(this, [first instanceof Error ? { err: first, msg: first.message } : first, ...clean] as Parameters<
    Logger["info"]
  >);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : { value };
}
