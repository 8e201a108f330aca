import { afterEach, describe, expect, it, vi } from "vitest";
import { volume } from "./volume.ts";

describe("volume", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it("is small in every run and large in a soak", () => {
    vi.stubEnv("COUNTERSIGN_SOAK", "");
    expect(volume({ ci: 10, soak: 1_000 })).toBe(10);
    vi.stubEnv("COUNTERSIGN_SOAK", "1");
    expect(volume({ ci: 10, soak: 1_000 })).toBe(1_000);
  });
});
