import { newId } from "@countersign/contracts";
import type { MatrixIds } from "./case.ts";

/** Ids that are well formed and name nothing. */
export function unknownIds(): MatrixIds {
  return {
    agentId: newId("agent"),
    instanceId: newId("instance"),
    keyId: newId("key"),
    killId: newId("killSwitch"),
    connectionId: newId("connection"),
    operationId: newId("operation"),
    approvalId: newId("approval"),
    deliveryId: newId("delivery"),
    grantId: newId("grant"),
    recordId: newId("record"),
    viewId: newId("savedView"),
    memberId: newId("member"),
    tokenId: newId("managementToken"),
    invitationId: newId("invitation"),
    webhookId: newId("webhook"),
    deviceId: newId("pushSubscription"),
    slackAccountId: newId("slackAccount"),
    slackLinkToken: `${newId("slackAccount")}.${"x".repeat(43)}`,
    sessionId: newId("signInSession"),
    passkeyId: newId("passkey"),
  };
}
