import { type ArgumentControl, argumentControls, isJsonObject, readControls } from "@countersign/core";
import { findOperationByName } from "@countersign/db";
import { type SlackForm, slackChangeForm, slackControls, slackDenyForm, slackGrantForm } from "@countersign/notify";
import { editApproval, grantedVary, type ViewedApproval } from "@countersign/usecases";
import { z } from "zod";
import { type Acting, argumentsOf, CHANGED, decide, operationOf, pageOf, UNKNOWN, viewedBy } from "./slack-acting.ts";
import { memberOf, type SlackDeps, senderSchema, workspaceOf } from "./slack-person.ts";
import { readTarget, writeTarget } from "./target.ts";

const typedSchema = z.object({
  value: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
});
const submissionSchema = senderSchema.extend({
  view: z.object({
    private_metadata: z.string(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), typedSchema)) }),
  }),
});

/** What is wrong, by the block of the form it stands at; null when all is done. */
export type FormProblems = Readonly<Record<string, string>> | null;

/** The form that a button opens, or why there is none for this member. */
export async function formFor(
  deps: SlackDeps,
  acting: Acting,
  action: string,
): Promise<{ readonly form: SlackForm } | { readonly problem: string }> {
  const viewed = await viewedBy(deps, acting);
  if (!viewed) return { problem: UNKNOWN };
  const { approval, canDecide, canEdit } = viewed;
  const mayVary = varyOf(viewed);
  if (!canDecide || (action === "change" && !canEdit) || (action === "grant" && !mayVary)) {
    const isPending = approval.state === "pending";
    return { problem: isPending ? "The rules that ask don't let you do this." : `It is ${approval.state} by now.` };
  }
  if (approval.revision !== acting.target.revision) return { problem: CHANGED };
  const target = writeTarget(acting.target);
  const url = pageOf(deps, acting);
  if (action === "change") {
    const controls = await controlsOf(deps, acting, viewed);
    if (slackControls(controls).length > 0) return { form: slackChangeForm(target, { controls, url }) };
    return { problem: `Nothing of this call can be changed in a form of Slack. Change it on its page: ${url}` };
  }
  if (action === "grant") {
    const { agentTitle, instanceName } = approval;
    const what = { agentTitle, instanceName, operation: operationOf(viewed), arguments: argumentsOf(viewed) };
    return { form: slackGrantForm(target, { ...what, mayVary: mayVary ?? [], url }) };
  }
  return { form: slackDenyForm(target) };
}

/** Denies with the reason of a form. */
export async function submitDenial(deps: SlackDeps, body: unknown): Promise<FormProblems> {
  const submitted = await submittedBy(deps, body);
  if (!submitted) return { reason: UNKNOWN };
  const reason = submitted.typed("reason", "reason")?.trim() ?? "";
  if (reason === "") return { reason: "Say why: the agent is told." };
  const problem = await decide(deps, submitted.acting, { decision: "deny", reason });
  return problem === null ? null : { reason: problem };
}

/** Approves, and lets so many further calls through as a form says. */
export async function submitGrant(deps: SlackDeps, body: unknown): Promise<FormProblems> {
  const submitted = await submittedBy(deps, body);
  if (!submitted) return { calls: UNKNOWN };
  const calls = Number(submitted.typed("calls", "value") ?? "");
  const minutes = Number(submitted.typed("minutes", "value") ?? "");
  const vote = { decision: "approve", reason: null, grant: { calls, forMs: minutes * 60_000 } } as const;
  const problem = await decide(deps, submitted.acting, vote);
  return problem === null ? null : { calls: problem };
}

/** Changes the call as a form says, and approves it so. */
export async function submitChange(deps: SlackDeps, body: unknown): Promise<FormProblems> {
  const submitted = await submittedBy(deps, body);
  const viewed = submitted && (await viewedBy(deps, submitted.acting));
  if (!submitted || !viewed) return { "argument-0": UNKNOWN };
  const { acting, typed } = submitted;
  const { organization, target, userId } = acting;
  if (viewed.approval.revision !== target.revision) return { "argument-0": CHANGED };
  const shown = slackControls(await controlsOf(deps, acting, viewed));
  const values = shown.map(({ name }, index) => [name, typed(`argument-${index}`, "value")] as const);
  const read = readControls(argumentsOf(viewed), shown, new Map(values));
  if (!read.ok) {
    const problems = new Map(Object.entries(read.problems));
    return Object.fromEntries(
      shown.flatMap(({ name }, index) => {
        const problem = problems.get(name);
        return problem === undefined ? [] : [[`argument-${index}`, problem] as const];
      }),
    );
  }
  const edited = await editApproval(deps, {
    ...target,
    organizationId: organization.id,
    userId,
    arguments: read.arguments,
    channel: "slack",
  });
  return edited.ok ? null : { "argument-0": edited.refusal.detail };
}

interface Submitted {
  readonly acting: Acting;
  /** What was typed or chosen in a block; null where nothing was. */
  readonly typed: (block: string, action: string) => string | null;
}

async function submittedBy(deps: SlackDeps, body: unknown): Promise<Submitted | null> {
  const parsed = submissionSchema.safeParse(body);
  const target = parsed.success ? readTarget(parsed.data.view.private_metadata) : null;
  if (!parsed.success || !target) return null;
  const workspace = await workspaceOf(deps, parsed.data, target.approvalId);
  const userId = workspace && (await memberOf(deps, workspace, parsed.data.user.id));
  if (!workspace || userId === null) return null;
  const { values } = parsed.data.view.state;
  return {
    acting: { ...workspace, target, userId },
    typed: (block, action) => {
      const { value, selected_option: chosen } = values[block]?.[action] ?? {};
      return chosen?.value ?? value ?? null;
    },
  };
}

async function controlsOf(
  { db }: SlackDeps,
  { organization }: Acting,
  viewed: ViewedApproval,
): Promise<ArgumentControl[]> {
  const { connectionId, operationName: name } = viewed.approval;
  const operation = await db.tenant(organization.id, (scope) => findOperationByName(scope, { connectionId, name }));
  const definition: unknown = operation && JSON.parse(operation.definition);
  const schema = isJsonObject(definition) ? definition["inputSchema"] : null;
  return argumentControls(isJsonObject(schema) ? schema : {}, argumentsOf(viewed));
}

/** What may differ in calls that a grant lets through; null where the rules allow none. */
function varyOf({ approval: { requirement } }: ViewedApproval): readonly string[] | null {
  return requirement && grantedVary(requirement);
}
