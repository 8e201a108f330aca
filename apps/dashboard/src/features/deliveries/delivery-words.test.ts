import { describe, expect, it } from "vitest";
import { occasionText, recipientText } from "./delivery-words.ts";

describe("a message in words", () => {
  it("each occasion says why the message was sent", () => {
    expect(["asked", "revised:2", "escalated:600000", "reminded:1", "became:approved"].map(occasionText)).toEqual([
      "asked",
      "asked again after revision 2",
      "asked since nobody had decided",
      "reminded",
      "told that it is approved",
    ]);
  });

  it("an occasion of a later version is shown as it is stored", () => {
    expect(occasionText("celebrated:3")).toBe("celebrated:3");
  });

  it("somebody who has left isn't named by an id", () => {
    expect(recipientText({ channel: "email", to: null })).toBe("E-mail to somebody who has left");
    expect(recipientText({ channel: "slack", to: "#sales" })).toBe("Slack to #sales");
  });
});
