/** An address as it is stored and compared: trimmed, lower case. Null when it isn't one. */
export function normalEmail(text: string): string | null {
  const email = text.trim().toLowerCase();
  return email.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(email) ? email : null;
}

/** The mailbox behind an address: without what stands after a plus sign. */
export function mailboxOf(email: string): string {
  return email.toLowerCase().replace(/^([^+@]+)\+[^@]*(?=@)/, "$1");
}
