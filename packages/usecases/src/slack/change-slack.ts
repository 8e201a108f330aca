import { findSlackInstallation, setSlackMatching, setSlackUninstalled } from "@countersign/db/channels";
import {
  type ConfigurationChange,
  type ConfigurationDeps,
  changeConfiguration,
} from "../configuration/change-configuration.ts";
import { type ChangeOutcome, unknownTarget } from "../configuration/outcome.ts";
import { slackAct, slackFacts } from "./slack-act.ts";

/** Ends the connection with the workspace: nothing is told there any more, and nothing from there counts. */
export function disconnectSlack(deps: ConfigurationDeps, input: ConfigurationChange): Promise<ChangeOutcome<null>> {
  return changeConfiguration<null>(deps, input, async (scope) => {
    const row = await findSlackInstallation(scope);
    if (!row) return { ok: true, value: null, act: null };
    await setSlackUninstalled(scope, row.id);
    return { ok: true, value: null, act: slackAct("disconnected", row, { before: slackFacts(row), after: null }) };
  });
}

/** Says whether full members of the workspace are known by their e-mail address, without linking their account first. */
export function matchSlackByEmail(
  deps: ConfigurationDeps,
  input: ConfigurationChange & { readonly matchesEmail: boolean },
): Promise<ChangeOutcome<null>> {
  const { matchesEmail } = input;
  return changeConfiguration<null>(deps, input, async (scope) => {
    const row = await findSlackInstallation(scope);
    if (!row) return unknownTarget("workspace of Slack");
    if (row.matchesEmail === matchesEmail) return { ok: true, value: null, act: null };
    await setSlackMatching(scope, row.id, matchesEmail);
    const facts = { before: slackFacts(row), after: slackFacts({ ...row, matchesEmail }) };
    return { ok: true, value: null, act: slackAct("changed", row, facts) };
  });
}
