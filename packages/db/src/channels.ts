/** The stores of what people and systems are told: messages about approvals, mailed links, devices, Slack, receivers. */

export {
  AND_AGAIN,
  BROKE_OFF,
  countParkedDeliveries,
  type DeliveryRow,
  endDelivery,
  insertDeliveries,
  listDeliveries,
  listParkedDeliveries,
  postponeDelivery,
  refreshDeliveries,
  resendDelivery,
  setDeliverySent,
  takeDeliveries,
} from "./stores/deliveries.ts";
export {
  countDigest,
  countInDigests,
  type DigestCount,
  type DigestTimes,
  isAmongMoreThan,
  refreshDigests,
} from "./stores/digests.ts";
export {
  type DueEmailLink,
  type EmailLinkPurpose,
  type EmailLinkRow,
  findUsableEmailLink,
  insertEmailLink,
  type NewEmailLink,
  postponeEmailLink,
  setEmailLinkSent,
  spendEmailLink,
  sweepEmailLinks,
  takeEmailLinks,
} from "./stores/email-links.ts";
export {
  endPushSubscriptions,
  listPushSubscriptions,
  movePushSubscription,
  type PushAddress,
  type PushSubscriptionRow,
  savePushSubscription,
  setPushDecides,
} from "./stores/push-subscriptions.ts";
export {
  endSlackToken,
  findOrganizationOfApproval,
  findSlackInstallation,
  findSlackInstallationsOfTeam,
  findUnlinkedSlackAccount,
  insertSlackAccount,
  insertSlackInstallation,
  type LinkedSlackAccount,
  linkSlackAccount,
  listEndingSlackInstallations,
  listSlackAccounts,
  type NewSlackInstallation,
  type SlackAccountRow,
  type SlackInstallationRow,
  type SlackPerson,
  setSlackMatching,
  setSlackUninstalled,
  unlinkSlackAccount,
} from "./stores/slack.ts";
export {
  askForSlackChannels,
  type DueSlackChannels,
  findSlackChannels,
  type ReadSlackChannels,
  type SlackChannelListRow,
  setSlackChannels,
  takeDueSlackChannels,
} from "./stores/slack-channels.ts";
export {
  findWebhook,
  insertWebhook,
  listWebhooks,
  noteWebhookTry,
  setWebhook,
  type WebhookRow,
} from "./stores/webhooks.ts";
