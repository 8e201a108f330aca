import { randomUUID } from "node:crypto";
import { refusal } from "@countersign/contracts";
import { isAllowed, PERMISSIONS } from "@countersign/core";
import {
  type ExportAct,
  exportCsv,
  exportFound,
  exportSelection,
  exportTree,
  findLeafRange,
  recordExport,
  suspendedRefusal,
} from "@countersign/usecases";
import { TRPCError } from "@trpc/server";
import { z } from "zod";
import type { Actor } from "../auth/actor.ts";
import { findMembership, type Membership } from "../auth/membership.ts";
import { recordActor } from "../auth/record-actor.ts";
import { tokenActor } from "../auth/token-actor.ts";
import { problem } from "../management-api/problem.ts";
import { given } from "../procedures/given.ts";
import { recordFilterOf, recordSearchFields, recordsAskedBy, soonEnough } from "../procedures/records/search-input.ts";
import { RefusalError, refuse } from "../refusal-error.ts";
import type { Services } from "../services.ts";
import { faultRefusal, refusalOf } from "../trpc/refusal-of.ts";
import { signerOf } from "./signer.ts";

/** What an export can be asked. */
export const exportInputSchema = z.strictObject({
  organization: z.string().max(31).optional(),
  format: z.enum(["jsonl", "csv"]).default("jsonl"),
  ...recordSearchFields,
});
type ExportInput = z.infer<typeof exportInputSchema>;

/**
 * Answers `GET /api/v1/audit/export`: the whole audit, or a time of it, or what a filter finds, as JSON Lines that verify
 * offline, plain ones for whoever may not read bodies; or as CSV. It streams, and ends broken rather than short when something fails midway.
 * `signedIn`: the person of a session, where there is no management token.
 */
export async function handleAuditExport(
  running: Services,
  request: Request,
  signedIn: () => Promise<Actor | null>,
): Promise<Response> {
  const requestId = randomUUID();
  try {
    const authorization = request.headers.get("authorization");
    const actor = authorization === null ? await signedIn() : await tokenActor(running, authorization);
    if (!actor) {
      const code = authorization === null ? "auth.credential.missing" : "auth.credential.invalid";
      return problem(refusal(code, "Sign in, or send `Authorization: Bearer csm_…` with a management token."));
    }
    const input = readInput(new URL(request.url).searchParams);
    const membership = await findMembership(running.db, actor, input.organization);
    if (!membership) {
      return refuse("request.target.unknown", "There is no such organization, or you are not a member of it.");
    }
    if (membership.isSuspended) throw new RefusalError(suspendedRefusal());
    const lines = await linesOf(running, membership, input);
    const { organization: _, format, ...filter } = input;
    const { organizationId } = membership;
    const act = { organizationId, actor: recordActor(actor), exportId: requestId, format, filter: given(filter) };
    const note = (end: ExportAct["end"]) => recordExport({ db: running.db }, { ...act, end });
    return await streamed(lines, { membership, input, note });
  } catch (error) {
    if (error instanceof RefusalError) return problem(error.refusal);
    const known = error instanceof z.ZodError ? new TRPCError({ code: "BAD_REQUEST", cause: error }) : null;
    const told = known && refusalOf(known);
    if (told) return problem(told);
    running.logger.error({ requestId, err: error }, "an export failed");
    return problem(faultRefusal(requestId));
  }
}

function readInput(params: URLSearchParams): ExportInput {
  const names = [...new Set(params.keys())];
  const twice = names.find((name) => name !== "args" && params.getAll(name).length > 1);
  if (twice !== undefined) return refuse("request.body.invalid", `${twice}: It stands in the address twice.`);
  const values = names.map((name) => [name, name === "args" ? params.getAll(name) : params.get(name)]);
  return exportInputSchema.parse(Object.fromEntries(values));
}

async function linesOf(running: Services, membership: Membership, input: ExportInput): Promise<AsyncGenerator<string>> {
  const { organizationId, role } = membership;
  needs(role, "audit.read");
  const { audit, db } = running;
  const { format, organization: _, ...search } = input;
  const asked = recordsAskedBy(membership, search);
  if (format === "csv") return exportCsv({ audit }, asked);
  const { from, to, ...others } = recordFilterOf(search);
  const signing = { db, audit, signer: signerOf(running) };
  if (Object.keys(others).length > 0) {
    const mayProve = isAllowed(role, "audit.readBodies");
    return mayProve ? exportSelection(signing, asked) : exportFound({ audit }, asked);
  }
  needs(role, "audit.readBodies");
  if (from === undefined && to === undefined) return exportTree(signing, { organizationId });
  const time = { from: from === undefined ? null : new Date(from), to: to === undefined ? null : new Date(to) };
  return exportTree(signing, { organizationId, ...(await findLeafRange({ db }, { organizationId, ...time })) });
}

function needs(role: Membership["role"], permission: "audit.read" | "audit.readBodies"): void {
  if (isAllowed(role, permission)) return;
  refuse("auth.permission.missing", `This needs a role that ${PERMISSIONS[permission].can}; yours is ${role}.`);
}

interface Streaming {
  readonly membership: Membership;
  readonly input: ExportInput;
  /** Records the export: null as it begins, then how it ended. */
  readonly note: (end: ExportAct["end"]) => Promise<void>;
}

const isRecord = (line: string): boolean => line.startsWith('{"sequence"');

/** The first piece is made before the answer begins, so that what can't be answered is told as such. */
async function streamed(lines: AsyncGenerator<string>, { membership, input, note }: Streaming): Promise<Response> {
  const first = await soonEnough(lines.next());
  await note(null);
  const encoder = new TextEncoder();
  let isBegun = false;
  // CSV begins with a line of heads, and what verifies with one of keys and signed heads.
  let records = first.done || isRecord(first.value) ? 0 : -1;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = isBegun ? await lines.next() : first;
      isBegun = true;
      if (next.done) {
        await note({ records, isWhole: true });
        controller.close();
      } else {
        records += 1;
        controller.enqueue(encoder.encode(next.value));
      }
    },
    async cancel() {
      await lines.return(undefined);
      await note({ records, isWhole: false });
    },
  });
  const name = `${membership.organizationName}-audit-${new Date().toISOString().slice(0, 10)}.${input.format}`;
  return new Response(body, {
    headers: {
      "content-type": input.format === "csv" ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson",
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
