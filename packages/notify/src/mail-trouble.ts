/** Why a mail wasn't taken, as a code: the server's own words may repeat the address. */
export interface MailTrouble {
  readonly problem: string;
  /** True when the server will never take it: an answer of the kind 5xx to the recipient or the message. */
  readonly isFinal: boolean;
}

/** Reads what the mailer threw. */
export function mailTrouble(error: unknown): MailTrouble {
  if (typeof error !== "object" || error === null) return { problem: "unknown", isFinal: false };
  const code = "code" in error ? String(error.code) : "unknown";
  if (!("responseCode" in error)) return { problem: code, isFinal: false };
  const answer = Number(error.responseCode);
  return { problem: `${code} ${answer}`, isFinal: FINAL_CODES.has(code) && answer >= 500 && answer < 600 };
}

/** The envelope or the message was refused; a refused sign-in is the platform's own trouble and may be mended. */
const FINAL_CODES: ReadonlySet<string> = new Set(["EENVELOPE", "EMESSAGE"]);
