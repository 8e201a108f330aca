/** Every kind of thing that has an id, with the prefix its ids carry. The one registry. */
export const ID_PREFIXES = {
  organization: "org",
  user: "usr",
  member: "mem",
  person: "prs",
  agent: "agt",
  instance: "ins",
  key: "key",
  managementToken: "tok",
  connection: "con",
  operation: "opn",
  policyVersion: "pol",
  approval: "apr",
  grant: "grt",
  approvalLink: "apl",
  vote: "vot",
  record: "rec",
  call: "cal",
  outbox: "out",
  signInSession: "sis",
  killSwitch: "kil",
  credential: "crd",
  policyDraft: "dft",
  invitation: "inv",
  emailLink: "eml",
  savedView: "vie",
  erasure: "era",
  headMail: "hml",
  delivery: "dlv",
  webhook: "whk",
  pushSubscription: "psh",
  passkey: "psk",
  slackInstallation: "sli",
  slackAccount: "sla",
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Makes the typed form of an id: `agt_0198…`. The UUID (v7, lower case) comes from the caller, since core draws no randomness. */
export function typedId(kind: IdKind, uuid: string): string {
  if (!UUID.test(uuid)) throw new RangeError(`an id needs a lower-case UUID, got ${uuid.length} characters`);
  return `${ID_PREFIXES[kind]}_${uuid}`;
}

/** True when `text` is a well-formed id of this kind. */
export function isTypedId(kind: IdKind, text: string): boolean {
  const prefix = `${ID_PREFIXES[kind]}_`;
  return text.startsWith(prefix) && UUID.test(text.slice(prefix.length));
}
