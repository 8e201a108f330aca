/**
 * The nonce with which this document's style elements may be added. It belongs to the document that was loaded, not to
 * the page that was navigated to since, so it is read from the document itself.
 */
export function documentNonce(): string {
  return document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
}
