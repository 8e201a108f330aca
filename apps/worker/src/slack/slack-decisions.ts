import { editedFields, isJsonObject, type JsonObject, readFields } from "@countersign/core";
import { slackChangeForm, slackDenyForm, slackFields } from "@countersign/notify";
import {
  decideApproval,
  editApproval,
  readApprovalAs,
  requestSlackLink,
  type ViewedApproval,
} from "@countersign/usecases";
import { z } from "zod";
import { slackClient } from "./slack-client.ts";
import { memberOf, type Sender, type SlackDeps, senderSchema, type Workspace, workspaceOf } from "./slack-person.ts";
import { openSlackToken } from "./slack-token.ts";
import { readTarget, type Target, writeTarget } from "./target.ts";

const pressSchema = senderSchema.extend({
  trigger_id: z.string().optional(),
  channel: z.object({ id: z.string() }),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).length(1),
});
type Press = z.infer<typeof pressSchema>;

const submissionSchema = senderSchema.extend({
  view: z.object({
    private_metadata: z.string(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), z.object({ value: z.string().nullish() }))) }),
  }),
});
type Submission = z.infer<typeof submissionSchema>;

/** What is wrong, by the block of the form it stands at; null when all is done. */
export type FormProblems = Readonly<Record<string, string>> | null;

interface Acting extends Workspace {
  readonly target: Target;
  readonly userId: string;
}

const CHANGED = "The call was changed since you looked at it. Look again, then decide.";
const UNKNOWN = "You can't decide this any more from here.";

/** Does what a button of a message says. Nothing comes of a press of somebody who isn't of the connected workspace. */
export async function press(deps: SlackDeps, body: unknown): Promise<void> {
  const parsed = pressSchema.safeParse(body);
  const [action] = parsed.data?.actions ?? [];
  const target = readTarget(action?.value ?? "");
  if (!parsed.success || !action || !target) return;
  const pressed = parsed.data;
  const workspace = await workspaceOf(deps, pressed, target.approvalId);
  if (!workspace) return;
  const userId = await memberOf(deps, workspace, pressed.user.id);
  if (userId === null) return offerLink(deps, workspace, pressed);
  const problem = await act(deps, { ...workspace, target, userId }, { ...pressed, action: action.action_id });
  if (problem !== null) await tell(deps, workspace, { press: pressed, text: problem });
}

async function act(
  deps: SlackDeps,
  acting: Acting,
  { action, trigger_id }: Press & { readonly action: string },
): Promise<string | null> {
  if (action === "approve") return decide(deps, acting, { decision: "approve", reason: null });
  const viewed = await viewedBy(deps, acting);
  if (!viewed || trigger_id === undefined) return UNKNOWN;
  const { approval, canDecide, canEdit } = viewed;
  if (!canDecide || (action === "change" && !canEdit)) {
    return approval.state === "pending"
      ? "The rules that ask don't let you do this."
      : `It is ${approval.state} by now.`;
  }
  if (approval.revision !== acting.target.revision) return CHANGED;
  const value = writeTarget(acting.target);
  const view = action === "change" ? slackChangeForm(value, fieldsOf(viewed)) : slackDenyForm(value);
  await clientOf(deps, acting).views.open({
    trigger_id,
    view: { ...view, blocks: view.blocks.map((each) => ({ ...each })) },
  });
  return null;
}

/** Denies with the reason of a form. */
export async function submitDenial(deps: SlackDeps, body: unknown): Promise<FormProblems> {
  const submitted = await submittedBy(deps, body);
  if (!submitted) return { reason: UNKNOWN };
  const reason = submitted.values["reason"]?.["reason"]?.value?.trim() ?? "";
  if (reason === "") return { reason: "Say why: the agent is told." };
  const problem = await decide(deps, submitted.acting, { decision: "deny", reason });
  return problem === null ? null : { reason: problem };
}

/** Changes the call as a form says, and approves it so. */
export async function submitChange(deps: SlackDeps, body: unknown): Promise<FormProblems> {
  const submitted = await submittedBy(deps, body);
  const viewed = submitted && (await viewedBy(deps, submitted.acting));
  if (!submitted || !viewed) return { "argument-0": UNKNOWN };
  const { acting, values } = submitted;
  const { organization, target, userId } = acting;
  if (viewed.approval.revision !== target.revision) return { "argument-0": CHANGED };
  const shown = slackFields(fieldsOf(viewed));
  const typed = shown.map((field, index) => {
    return { ...field, value: values[`argument-${index}`]?.["value"]?.value ?? "" };
  });
  const read = readFields(argumentsOf(viewed), typed);
  if (!read.ok) {
    const entries = shown.flatMap(({ name }, index) => {
      const problem = read.problems[name];
      return problem === undefined ? [] : [[`argument-${index}`, problem] as const];
    });
    return Object.fromEntries(entries);
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

async function decide(
  deps: SlackDeps,
  { organization, target, userId }: Acting,
  vote: { readonly decision: "approve" | "deny"; readonly reason: string | null },
): Promise<string | null> {
  const cast = { ...target, ...vote, organizationId: organization.id, userId, channel: "slack" } as const;
  const decided = await decideApproval(deps, cast);
  return decided.ok ? null : decided.refusal.detail;
}

async function submittedBy(
  deps: SlackDeps,
  body: unknown,
): Promise<{ readonly acting: Acting; readonly values: Submission["view"]["state"]["values"] } | null> {
  const parsed = submissionSchema.safeParse(body);
  const target = parsed.success ? readTarget(parsed.data.view.private_metadata) : null;
  if (!parsed.success || !target) return null;
  const workspace = await workspaceOf(deps, parsed.data, target.approvalId);
  const userId = workspace && (await memberOf(deps, workspace, parsed.data.user.id));
  if (!workspace || userId === null) return null;
  return { acting: { ...workspace, target, userId }, values: parsed.data.view.state.values };
}

function viewedBy(deps: SlackDeps, { organization, target, userId }: Acting): Promise<ViewedApproval | null> {
  return readApprovalAs(deps, { organizationId: organization.id, approvalId: target.approvalId, userId });
}

function argumentsOf({ approval }: ViewedApproval): JsonObject {
  const parsed: unknown = JSON.parse(approval.argumentsText);
  return isJsonObject(parsed) ? parsed : {};
}

function fieldsOf(viewed: ViewedApproval) {
  const entries = Object.entries(argumentsOf(viewed));
  return editedFields(entries.map(([name, value]) => ({ name, title: name, isPresent: true, value })));
}

/** Shows somebody who isn't known yet, and only them, how to be. */
async function offerLink(deps: SlackDeps, workspace: Workspace, pressed: Press): Promise<void> {
  const { organization, installation } = workspace;
  const person = { teamId: installation.teamId, slackUserId: pressed.user.id };
  const token = await requestSlackLink(deps, { organizationId: organization.id, ...person });
  const url = new URL(`/o/${organization.name}/slack-link/${token.reveal()}`, deps.dashboardUrl).href;
  const text = `Countersign doesn't know you here yet. Sign in once to link your account, then press again: ${url}`;
  await tell(deps, workspace, { press: pressed, text });
}

async function tell(
  deps: SlackDeps,
  workspace: Workspace,
  { press, text }: { readonly press: Sender & Pick<Press, "channel">; readonly text: string },
): Promise<void> {
  await clientOf(deps, workspace).chat.postEphemeral({ channel: press.channel.id, user: press.user.id, text });
}

function clientOf({ masterKey, apiUrl }: SlackDeps, { installation }: Workspace) {
  return slackClient(openSlackToken(masterKey, installation), apiUrl);
}
