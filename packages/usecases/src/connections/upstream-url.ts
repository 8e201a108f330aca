import { type Refusal, refusal } from "@countersign/contracts";
import type { Refused } from "../configuration/outcome.ts";

export type ReadUrl = { readonly ok: true; readonly url: URL } | Refused;

const LONGEST = 2048;

/** Names of query parameters that carry secrets. What is in a URL ends up in snapshots, logs and records. */
const SECRET_PARAMETER =
  /(?:^|[_.-])(?:key|apikey|token|secret|password|passwd|pwd|sig|signature|auth|credential|credentials|jwt)$/i;
const SECRET_SPELLINGS = /^(?:apikey|accesstoken|authtoken|clientsecret|sessiontoken|subscriptionkey)$/i;

/** An upstream's address as it will be used. Where the platform may connect to is the egress rules' to say. */
export function readUpstreamUrl(text: string): ReadUrl {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST || !URL.canParse(trimmed)) {
    return refused("This isn't a web address.", "Give the whole address, such as https://mcp.example.com/mcp.");
  }
  const url = new URL(trimmed);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return refused(
      "The address must begin with https.",
      "Servers that run on your own machine need the local wrapper.",
    );
  }
  if (url.username !== "" || url.password !== "") {
    return refused(
      "The address carries a user name or a password.",
      "Take it out and give the secret in its own field.",
    );
  }
  if (trimmed.includes("#")) return refused("The address has a fragment.", "Take out what begins with #.");
  const secret = [...url.searchParams.keys()].find(isSecretName);
  if (secret !== undefined) {
    return refused(
      `The address carries a secret in ${secret}.`,
      "Take it out and give the secret in its own field, as a bearer token or a header.",
    );
  }
  return { ok: true, url };
}

function isSecretName(name: string): boolean {
  const snake = name.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2");
  return SECRET_PARAMETER.test(snake) || SECRET_SPELLINGS.test(name.replaceAll(/[^A-Za-z0-9]/g, ""));
}

function refused(message: string, fix: string): Refused {
  return { ok: false, refusal: urlRefusal(message, fix) };
}

/** Says that a connection's address can't be used, at its field. */
export function urlRefusal(message: string, fix: string): Refusal {
  return refusal("connection.url.refused", `${message} ${fix}`, { problems: [{ path: "url", message, fix }] });
}
