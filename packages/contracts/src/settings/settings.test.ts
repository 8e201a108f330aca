import { describe, expect, it } from "vitest";
import { gatewaySettingsSchema, parseSettings } from "./settings.ts";

const good = {
  REDIS_URL: "redis://127.0.0.1:4606",
  COUNTERSIGN_MASTER_KEY: "q7Zr1mX0c2V9bN4kL8sD3fG6hJ5pW1tYxQ==",
  PUBLIC_DASHBOARD_URL: "http://127.0.0.1:4600",
  PUBLIC_GATEWAY_URL: "http://127.0.0.1:4601",
};

describe("parseSettings", () => {
  it("fills in what has a default", () => {
    expect(parseSettings(gatewaySettingsSchema, good)).toMatchObject({
      PORT: 4601,
      HOST: "127.0.0.1",
      SHARDS: 1,
      COUNTERSIGN_TICKET_AFTER_MS: 45_000,
    });
  });

  it("takes an empty value for an unset one", () => {
    expect(parseSettings(gatewaySettingsSchema, { ...good, PORT: "" }).PORT).toBe(4601);
  });

  it.each([
    ["missing", { COUNTERSIGN_MASTER_KEY: undefined }],
    ["short", { COUNTERSIGN_MASTER_KEY: "short" }],
    ["trivial", { COUNTERSIGN_MASTER_KEY: "a".repeat(40) }],
  ])("refuses to start with a %s master key, and doesn't print it", (_name, change) => {
    const start = () => parseSettings(gatewaySettingsSchema, { ...good, ...change });
    expect(start).toThrow(/COUNTERSIGN_MASTER_KEY: /);
    expect(start).not.toThrow(/aaaa|short"/);
  });

  it("names every setting that is wrong at once", () => {
    const start = () => parseSettings(gatewaySettingsSchema, { ...good, REDIS_URL: "memory:", PORT: "99999999" });
    expect(start).toThrow(/REDIS_URL[\s\S]*PORT|PORT[\s\S]*REDIS_URL/);
  });
});
