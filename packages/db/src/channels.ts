/** The stores of what people and systems are told: messages about approvals, mailed links, devices, receivers. */

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
  findWebhook,
  insertWebhook,
  listWebhooks,
  noteWebhookTry,
  setWebhook,
  type WebhookRow,
} from "./stores/webhooks.ts";
