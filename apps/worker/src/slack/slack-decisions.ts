import { requestSlackLink } from "@countersign/usecases";
import { z } from "zod";
import { type Acting, clientOf, decide } from "./slack-acting.ts";
import { formFor } from "./slack-forms.ts";
import { memberOf, type SlackDeps, senderSchema, type Workspace, workspaceOf } from "./slack-person.ts";
import { readTarget } from "./target.ts";

const pressSchema = senderSchema.extend({
  trigger_id: z.string().optional(),
  channel: z.object({ id: z.string() }),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).length(1),
});
type Press = z.infer<typeof pressSchema>;

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
  const opened = await formFor(deps, acting, action);
  if ("problem" in opened) return opened.problem;
  const { form } = opened;
  if (trigger_id === undefined) return null;
  const view = { ...form, blocks: form.blocks.map((each) => ({ ...each })) };
  await clientOf(deps, acting).views.open({ trigger_id, view });
  return null;
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
  { press, text }: { readonly press: Pick<Press, "channel" | "user">; readonly text: string },
): Promise<void> {
  await clientOf(deps, workspace).chat.postEphemeral({ channel: press.channel.id, user: press.user.id, text });
}
