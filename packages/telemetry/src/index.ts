export { createLogger, type Logger, type LoggerOptions, type LogLevel } from "./logger.ts";
export { redacted, redactText, redactValue } from "./redact.ts";
