export { CRASH_AT_VARIABLE, CRASH_POINTS, CRASH_WHOM_VARIABLE, type CrashPoint, crashPoint } from "./crash-point.ts";
export { createLogger, type Logger, type LoggerOptions, type LogLevel } from "./logger.ts";
export { redacted, redactText, redactValue } from "./redact.ts";
