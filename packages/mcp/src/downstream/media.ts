export interface Accepts {
  readonly json: boolean;
  readonly sse: boolean;
}

/** What an `Accept` header lets us answer with. No header means anything. Parameters other than `q=0` don't matter. */
export function readAccept(header: string | undefined): Accepts {
  if (header === undefined || header.trim() === "") return { json: true, sse: true };
  let json = false;
  let sse = false;
  for (const part of header.slice(0, 2048).toLowerCase().split(",")) {
    const [range = "", ...parameters] = part.split(";").map((text) => text.trim());
    if (parameters.some((parameter) => /^q=0(?:\.0{0,3})?$/.test(parameter))) continue;
    if (range === "*/*" || range === "application/*" || range === "application/json") json = true;
    if (range === "*/*" || range === "text/*" || range === "text/event-stream") sse = true;
  }
  return { json, sse };
}

/** True for `application/json`, with any parameters but a charset other than UTF-8. */
export function isJsonContent(header: string | undefined): boolean {
  if (header === undefined) return false;
  const [essence = "", ...parameters] = header
    .toLowerCase()
    .split(";")
    .map((text) => text.trim());
  if (essence !== "application/json") return false;
  return parameters.every((parameter) => !parameter.startsWith("charset=") || /^charset="?utf-?8"?$/.test(parameter));
}
