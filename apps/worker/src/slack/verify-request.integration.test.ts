import { type Admission, createAdmission } from "@countersign/admission";
import { startRedis, type TestRedis } from "@countersign/testkit";
import { Secret } from "@countersign/vault";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RawRequest, signatureOf, verifySlackRequest } from "./verify-request.ts";

const SECRET = new Secret("8f742231b10e8888abcd99yyyzzz85a5");
/** The example of Slack's own documentation of signed requests. */
const DOCUMENTED = {
  timestamp: "1531420618",
  signature: "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
  body: Buffer.from(
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar" +
      "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2F" +
      "hooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN" +
      "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c",
  ),
};
const NOW_S = 1_800_000_000;

describe("P30: a request is Slack's, dated now and new, or nothing comes of it", () => {
  let redis: TestRedis;
  let admission: Admission;
  let requests = 0;

  beforeAll(async () => {
    redis = await startRedis({ appendonly: false });
    admission = createAdmission({ redisUrl: redis.url, shards: 1, deadlineMs: 20_000 });
    await admission.ready(20_000);
  });
  afterAll(async () => {
    await admission?.close();
    await redis?.close();
  });

  const verify = (request: RawRequest, nowS = NOW_S, by = admission) =>
    verifySlackRequest({ signingSecret: SECRET, admission: by, now: () => nowS * 1000 }, request);

  /** A request nobody has sent yet, signed as Slack signs. */
  function signed(ageS = 0, secret = SECRET) {
    requests += 1;
    const body = Buffer.from(`payload=${requests}`);
    const timestamp = String(NOW_S - ageS);
    return { timestamp, body, signature: signatureOf(secret, timestamp, body) };
  }

  it("signatures are those of Slack's documentation", async () => {
    expect(await verify(DOCUMENTED, Number(DOCUMENTED.timestamp) + 1)).toBe("genuine");
  });

  it.each([-300, -299, 0, 299, 300])("a genuine one of %i s ago is taken", async (ageS) => {
    expect(await verify(signed(ageS))).toBe("genuine");
  });

  it.each([-86_400 * 365, -3_600, -301, 301, 3_600])("one of %i s ago isn't", async (ageS) => {
    expect(await verify(signed(ageS))).toBe("untimely");
  });

  it.each<[string, (good: ReturnType<typeof signed>) => RawRequest]>([
    ["of another app", () => signed(0, new Secret("another app's signing secret"))],
    ["without a signature", (good) => ({ ...good, signature: undefined })],
    ["without a timestamp", (good) => ({ ...good, timestamp: undefined })],
    ["with another body", (good) => ({ ...good, body: Buffer.concat([good.body, Buffer.from("&a=1")]) })],
    ["with an empty body", (good) => ({ ...good, body: Buffer.alloc(0) })],
    ["with another timestamp", (good) => ({ ...good, timestamp: String(NOW_S + 1) })],
    ["with a timestamp that is written otherwise", (good) => ({ ...good, timestamp: `0${good.timestamp}` })],
    ["with a timestamp that isn't a number", (good) => ({ ...good, timestamp: "NaN" })],
    ["with a timestamp of another kind", (good) => ({ ...good, timestamp: "1e9" })],
    ["with two signatures", (good) => ({ ...good, signature: `${good.signature}, ${good.signature}` })],
    ["with a signature in capitals", (good) => ({ ...good, signature: good.signature.toUpperCase() })],
    ["with half a signature", (good) => ({ ...good, signature: good.signature.slice(0, 34) })],
    ["of another version", (good) => ({ ...good, signature: good.signature.replace("v0=", "v1=") })],
    ["with an empty signature", (good) => ({ ...good, signature: "" })],
  ])("one %s is refused, and leaves the genuine one as it is", async (_name, change) => {
    const good = signed();
    expect(await verify(change(good))).toBe("forged");
    expect(await verify(good)).toBe("genuine");
  });

  it("of fifty of one request at once exactly one is taken, and none later", async () => {
    const request = signed(-300); // the latest future: good for ten minutes
    const verdicts = await Promise.all(Array.from({ length: 50 }, () => verify(request)));
    expect(verdicts.filter((verdict) => verdict === "genuine")).toHaveLength(1);
    expect(verdicts.filter((verdict) => verdict === "replayed")).toHaveLength(49);
    expect(await verify(request, NOW_S + 600)).toBe("replayed");
  });

  it("while nobody can tell whether it was used, none is taken", async () => {
    const cut = createAdmission({ redisUrl: redis.url, shards: 1 });
    await cut.ready(20_000);
    await cut.close();
    expect(await verify(signed(), NOW_S, cut)).toBe("unavailable");
  });
});
