// Tells people of approvals that wait for them. It keeps no pages and no answers, and never decides: whoever decides sees
// the whole call first, signed in.

const ICON = "/icons/icon-192.png";
const ASKING = [
  { action: "approve", title: "Approve…" },
  { action: "deny", title: "Deny…" },
];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const message = readMessage(event.data);
  event.waitUntil(
    self.registration.showNotification(message.title, {
      body: message.isAsking ? `${message.body}. Until ${timeOf(message.expiresAtMs)}.` : message.body,
      // One approval is one notification, however often it is told of.
      tag: message.approvalId,
      renotify: message.isAsking,
      silent: !message.isAsking,
      requireInteraction: message.isAsking,
      actions: message.isAsking ? ASKING : [],
      icon: ICON,
      badge: ICON,
      data: { path: message.path },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const act = ASKING.some(({ action }) => action === event.action) ? `?act=${event.action}` : "";
  event.waitUntil(openPage(`${event.notification.data?.path ?? "/"}${act}`));
});

/** What the platform says (`packages/notify`); a message that can't be read still has to be shown as something. */
function readMessage(data) {
  try {
    const { approvalId, isAsking, title, body, expiresAtMs, path } = data.json();
    if (!String(path).startsWith("/o/")) throw new TypeError("not a page of an organization");
    return { approvalId, isAsking: isAsking === true, title, body, expiresAtMs, path };
  } catch {
    return { approvalId: "unread", isAsking: false, title: "Countersign", body: "Something waits for you.", path: "/" };
  }
}

function timeOf(atMs) {
  return new Date(atMs).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

/** Shows a page of ours: in a window that has that approval open, else in a new one. */
async function openPage(path) {
  const url = new URL(path, self.location.origin);
  if (url.origin !== self.location.origin) return;
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.find((client) => new URL(client.url).pathname === url.pathname);
  const shown = open && (await open.navigate(url.href).catch(() => null));
  await (shown ? shown.focus() : self.clients.openWindow(url.href));
}
