import { createHash } from "node:crypto";
import { type ActRecord, newId } from "@countersign/contracts";
import { SYSTEM_ACTOR } from "../approvals/moves.ts";

/** Something that was to become a record and couldn't. */
export interface Unstorable {
  readonly organizationId: string;
  /** Where it came from: a stream id, or the audit outbox's number. */
  readonly source: string;
  readonly raw: string;
  readonly problem: string;
}

const PROBLEM_LENGTH = 500;

/** The record that stands in the place of one that can't be stored: its raw bytes, their hash, and why. */
export function quarantineRecord(unstorable: Unstorable): ActRecord {
  const raw = Buffer.from(unstorable.raw, "utf8");
  return {
    id: newId("record"),
    at: new Date().toISOString(),
    organizationId: unstorable.organizationId,
    kind: "gap",
    action: "record.quarantined",
    actor: SYSTEM_ACTOR,
    subject: { kind: "record", id: unstorable.source, name: unstorable.source },
    approvalId: null,
    agentName: null,
    instanceName: null,
    connectionName: null,
    operationName: null,
    detail: {
      problem: unstorable.problem.slice(0, PROBLEM_LENGTH),
      sha256: createHash("sha256").update(raw).digest("hex"),
      bytes: raw.length,
      rawBase64: raw.toString("base64"),
    },
    summary: "a record that could not be stored; its bytes are kept",
  };
}
