// Tells people of approvals that wait for them. It keeps no pages and no answers. Only a notification that shows all that
// an approval would be for decides, where its person let this device: by the session of whoever is signed in here.

const ICON = "/icons/icon-192.png";
const ON_THE_PAGE = [
  { action: "approve", title: "Approve…" },
  { action: "deny", title: "Deny…" },
];
const AT_ONCE = [
  { action: "approve", title: "Approve" },
  { action: "deny", title: "Deny" },
];
const LOOK = [{ action: "view", title: "View" }];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const message = readMessage(event.data);
  const until = message.isAsking ? `${message.body}. Until ${timeOf(message.expiresAtMs)}.` : message.body;
  event.waitUntil(
    show(message, {
      body: message.asked === undefined ? until : `${until}\n${message.asked}`,
      renotify: message.isAsking,
      silent: !message.isAsking,
      requireInteraction: message.isAsking,
      actions: message.isAsking ? actionsOf(message) : [],
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const message = event.notification.data ?? { path: "/" };
  const decision = AT_ONCE.some(({ action }) => action === event.action) ? event.action : null;
  if (decision !== null && message.question) event.waitUntil(decideHere(message, decision));
  else event.waitUntil(openPage(message.path, decision));
});

// Some browsers sign up anew by themselves; without word of it the platform would send to where nobody is.
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(signUpAgain(event.oldSubscription, event.newSubscription));
});

/** What the platform says (`packages/notify`); a message that can't be read still has to be shown as something. */
function readMessage(data) {
  try {
    const { approvalId, isAsking, title, body, expiresAtMs, path, asked, question } = data.json();
    if (!String(path).startsWith("/o/")) throw new TypeError("not a page of an organization");
    return { approvalId, isAsking: isAsking === true, title, body, expiresAtMs, path, asked, question };
  } catch {
    return { approvalId: "unread", isAsking: false, title: "Countersign", body: "Something waits for you.", path: "/" };
  }
}

function actionsOf({ asked, question }) {
  if (question) return AT_ONCE;
  return asked === undefined ? ON_THE_PAGE : LOOK;
}

/** One approval is one notification, however often it is told of. */
function show(message, options) {
  const { approvalId, title, path, question } = message;
  return self.registration.showNotification(title, {
    tag: approvalId,
    icon: ICON,
    badge: ICON,
    data: { approvalId, title, path, question },
    ...options,
  });
}

function timeOf(atMs) {
  return new Date(atMs).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

/** Votes for exactly what the notification showed and says in its place what came of it; what can't be decided here opens. */
async function decideHere(message, decision) {
  const [, , organization] = message.path.split("/");
  const { revision, userId: notifiedUserId } = message.question;
  const vote = { organization, id: message.approvalId, notifiedUserId };
  const { approval, refusal } = await send(
    `approvals.${decision}`,
    decision === "approve" ? { ...vote, revision } : vote,
  ).catch(() => ({}));
  const body = approval ? outcomeOf(approval, message.title) : whyNot(refusal);
  // What is told of can't be decided from here a second time.
  await show({ ...message, question: undefined }, { body, silent: true });
  if (!approval) await openPage(message.path, null).catch(() => undefined);
}

function outcomeOf({ state }, agentTitle) {
  if (state === "pending") return "Your vote counts. Others have to decide, too.";
  return state === "denied" ? `Denied. ${agentTitle} is told.` : `Approved. ${agentTitle} may go on.`;
}

function whyNot(refusal) {
  if (refusal === undefined) return "The platform didn't answer. Open it to see whether it is decided.";
  if (refusal.code === "auth.credential.missing") return "You are signed out here: nothing was decided. Open it.";
  return `${refusal.detail} You decided nothing.`;
}

/** Asks the platform to change something, as its pages do. Throws when it doesn't answer. */
async function send(procedure, input) {
  const answer = await fetch(`/api/trpc/${procedure}`, {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(input),
  });
  const { result, error } = await answer.json();
  return { approval: result?.data, refusal: error?.data?.refusal };
}

async function signUpAgain(old, renewed) {
  const options = old?.options;
  const current =
    renewed ??
    (await self.registration.pushManager.getSubscription()) ??
    (options ? await self.registration.pushManager.subscribe(options) : null);
  if (!old || !current) return;
  const { endpoint, keys } = current.toJSON();
  await send("push.move", { from: old.endpoint, to: { endpoint, p256dh: keys.p256dh, auth: keys.auth } });
}

/** Shows a page of ours, with a decision to confirm if there is one: in a window that has it open, else in a new one. */
async function openPage(path, decision) {
  const url = new URL(decision === null ? path : `${path}?act=${decision}`, self.location.origin);
  if (url.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.find((client) => new URL(client.url).pathname === url.pathname);
  const shown = open && (await open.navigate(url.href).catch(() => null));
  await (shown ? shown.focus() : self.clients.openWindow(url.href));
}
