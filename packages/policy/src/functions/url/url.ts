import { BOOL, closedMap, NUMBER, STRING } from "../../conditions/cel-type.ts";
import { ConditionError, spend } from "../../conditions/cel-value.ts";
import type { FunctionSpec } from "../function-spec.ts";
import { readUrl } from "./read-url.ts";

/**
 * `url(args.target)`: the parts of an absolute URL. `is_public` is false for addresses and names that aren't of the
 * public internet. Schemes other than http, https, ws and wss have no part but `scheme`: asking for another is an
 * error, as is any URL that two programs could read differently.
 */
export const url: FunctionSpec = {
  name: "url",
  form: "function",
  parameters: ["string"],
  minArguments: 1,
  maxArguments: 1,
  result: closedMap({ scheme: STRING, host: STRING, port: NUMBER, path: STRING, query: STRING, is_public: BOOL }),
  call: ([text], frame) => {
    if (typeof text !== "string") return new ConditionError("url needs text");
    const excess = spend(frame, 8 + text.length / 16);
    if (excess) return excess;
    const read = readUrl(text);
    if (read.kind === "refused") return new ConditionError(`url(): ${read.message}`);
    if (read.kind === "other") return { scheme: read.scheme };
    const { isPublic, port, ...parts } = read.url;
    return { ...parts, port: BigInt(port), is_public: isPublic };
  },
  checkConstants: ([text]) => {
    const read = typeof text === "string" ? readUrl(text) : null;
    return read?.kind === "refused" ? `This URL can't be used: ${read.message}` : null;
  },
};
