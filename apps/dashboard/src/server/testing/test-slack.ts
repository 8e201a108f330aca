import { newId } from "@countersign/contracts";
import { findSlackInstallation, insertSlackInstallation, listSlackAccounts } from "@countersign/db/channels";
import { followSlackLink, requestSlackLink } from "@countersign/usecases";
import { Secret, seal, slackTokenBinding } from "@countersign/vault";
import { must, type TestDashboard, type TestOrganization } from "./test-organization.ts";

const TEAM = "T0000001";

/** A connected workspace of Slack, an account of it that is linked, and a link that would link another. */
export async function makeSlackIds(
  { services, worker, settings }: TestDashboard,
  { id: organizationId }: Pick<TestOrganization, "id">,
  userId: string,
): Promise<{ readonly slackAccountId: string; readonly slackLinkToken: string }> {
  const masterKey = new Secret(settings.COUNTERSIGN_MASTER_KEY);
  await services.db.tenant(organizationId, async (scope) => {
    if (await findSlackInstallation(scope)) return;
    const id = newId("slackInstallation");
    const sealed = seal(masterKey, slackTokenBinding(organizationId, id), "xoxb-test");
    const workspace = { teamId: TEAM, teamName: "Acme", enterpriseId: null, appId: "A1", botUserId: "UBOT" };
    await insertSlackInstallation(scope, { id, ...workspace, sealed, installedByName: "Olivia" });
  });
  const ask = (slackUserId: string) =>
    requestSlackLink({ db: worker, masterKey }, { organizationId, teamId: TEAM, slackUserId });
  const token = (await ask("U0000001")).reveal();
  const actor = { kind: "user", id: userId, name: "Spare" } as const;
  must(await followSlackLink({ db: services.db, masterKey }, { organizationId, token, actor, userId }));
  const [account] = await services.db.tenant(organizationId, listSlackAccounts);
  return { slackAccountId: account?.id ?? "", slackLinkToken: (await ask("U0000002")).reveal() };
}
