/** What this browser can do, and where its push service takes messages for it. */
export interface PushBrowser {
  /** `blocked`: the person, or the device, has said no; only they can change that, in the browser. */
  readonly support: "none" | "blocked" | "ready";
  /** Null until it has signed up. */
  readonly endpoint: string | null;
  /** The platform's key that it signed up with; null until it has. */
  readonly applicationServerKey: string | null;
}

const NOTHING = { endpoint: null, applicationServerKey: null } as const;

/** What a device signs up with. */
export interface PushSignUp {
  readonly endpoint: string;
  readonly p256dh: string;
  readonly auth: string;
}

const WORKER = "/sw.js";

/** Asks the browser, and nobody else. */
export async function readPushBrowser(): Promise<PushBrowser> {
  const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  if (!can) return { support: "none", ...NOTHING };
  if (Notification.permission === "denied") return { support: "blocked", ...NOTHING };
  const subscription = Notification.permission === "granted" ? await ownSubscription() : null;
  if (!subscription) return { support: "ready", ...NOTHING };
  return { support: "ready", endpoint: subscription.endpoint, applicationServerKey: keyOf(subscription) };
}

/**
 * Has the browser ask the person, and its push service for an address. Null when the person says no. Throws when the push
 * service can't be reached.
 */
export async function signUpForPush(applicationServerKey: string): Promise<PushSignUp | null> {
  if ((await Notification.requestPermission()) !== "granted") return null;
  const registration = await navigator.serviceWorker.register(WORKER, { scope: "/" });
  await navigator.serviceWorker.ready;
  const old = await registration.pushManager.getSubscription();
  // A sign-up holds for one key: after the platform's has changed, it has to be made anew.
  if (old && keyOf(old) !== applicationServerKey) await old.unsubscribe();
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  const { keys } = subscription.toJSON();
  return { endpoint: subscription.endpoint, p256dh: keys?.["p256dh"] ?? "", auth: keys?.["auth"] ?? "" };
}

/** Ends what this browser has signed up for, whoever is told on it: its push service tells the platform. */
export async function endPushHere(): Promise<void> {
  if ("serviceWorker" in navigator) await (await ownSubscription())?.unsubscribe();
}

async function ownSubscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration("/");
  return (await registration?.pushManager.getSubscription()) ?? null;
}

function keyOf({ options }: PushSubscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer(0));
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
