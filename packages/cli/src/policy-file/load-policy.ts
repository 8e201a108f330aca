import { type PolicyContext, type PolicyDocument, validateDocument } from "@countersign/policy";
import { loadPolicyParsers } from "@countersign/policy/parsers";
import type { CommandStreams } from "../command.ts";
import type { FileOptions } from "../options.ts";
import { problemLines } from "./problem-lines.ts";
import { readContext } from "./read-context.ts";
import { readPolicyFile } from "./read-policy-file.ts";

export interface LoadedPolicy {
  readonly document: PolicyDocument;
  /** Null where nobody named one: agents and operations are then taken as they come. */
  readonly organization: PolicyContext | null;
}

/** Loads a policy that is to be run. Null, with every problem told, when it can't be. */
export async function loadPolicy(
  { file, context }: FileOptions,
  { errors }: CommandStreams,
): Promise<LoadedPolicy | null> {
  const organization = context === null ? null : await readContext(context);
  const read = await readPolicyFile(file);
  if (read.kind === "unreadable") {
    errors.write(`countersign: ${read.message}\n`);
    return null;
  }
  await loadPolicyParsers();
  const { parsed } = read;
  const problems = parsed.ok ? validateDocument(parsed.document) : parsed.problems;
  if (!parsed.ok || problems.some(({ severity }) => severity === "error")) {
    errors.write(problemLines(file, problems));
    return null;
  }
  return { document: parsed.document, organization };
}
