import { describe, expect, it } from "vitest";
import { consequence, question } from "./question.ts";

const field = (name: string, value: string | string[]) => ({
  name,
  title: name,
  isDeclared: true,
  isPresent: true,
  value,
});

const mail = {
  state: "pending" as const,
  agentTitle: "Outreach",
  instanceName: "outreach-7",
  operation: "demo.send_email",
  operationTitle: "Send an e-mail",
  summary: "to: ann@partner.org",
  fields: [field("to", "ann@partner.org")],
};

describe("the question of an approval", () => {
  it("names who asks, what for and to whom", () => {
    expect(question(mail)).toBe("Outreach, instance outreach-7, asks to send an e-mail to ann@partner.org.");
  });

  it("is past once it is decided", () => {
    expect(question({ ...mail, state: "executed" })).toMatch(/asked to send/);
  });

  it("leaves the instance out when it has no name of its own", () => {
    expect(question({ ...mail, instanceName: "default" })).toMatch(/^Outreach asks to send/);
  });

  it("says how many more recipients there are", () => {
    const to = ["a@b.c", "d@e.f", "g@h.i", "j@k.l", "m@n.o"];
    expect(question({ ...mail, fields: [field("to", to)] })).toContain("to a@b.c, d@e.f, g@h.i and 2 more.");
  });

  it("falls back on the operation's name and first argument", () => {
    const call = {
      ...mail,
      operation: "stripe.refunds.create",
      operationTitle: "refunds.create",
      fields: [],
      summary: "charge: ch_1",
    };
    expect(question(call)).toBe("Outreach, instance outreach-7, asks to call stripe.refunds.create (charge: ch_1).");
  });

  it("never says that a denied, expired or withdrawn call ran", () => {
    for (const state of ["denied", "expired", "lapsed", "cancelled"] as const) {
      expect(consequence({ state, canDecide: false, linkedFrom: null })).toContain("did not run");
    }
  });

  it("says of a call that is asked for again that it may have run before", () => {
    const linkedFrom = { id: "apr_1", state: "unknown" } as const;
    const said = consequence({ state: "pending", canDecide: true, linkedFrom });
    expect(said).toBe("It may have run before. Approving lets exactly this call run, once more.");
    expect(consequence({ state: "pending", canDecide: true, linkedFrom: null })).toContain("Nothing has run.");
  });
});
