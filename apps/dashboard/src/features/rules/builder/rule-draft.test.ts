import { outlinePolicy } from "@countersign/policy";
import { describe, expect, it } from "vitest";
import { copyOf, draftOf, emptyRule, fieldsOf, saveDraft } from "./rule-draft.ts";

const SOURCE = `version: 1
lists:
  partners: [acme.io]
rules:
  - id: mail # ours
    agents: [outreach]
    operations: [gmail.send_email]
    when: emails( args.to ).all(e, in_list(e.domain, lists.partners)) # careful
    effect: allow
  - id: odd
    agents: [outreach]
    operations: [gmail.read]
    when: args.a == 1 || args.b == 2
    effect: allow
`;

function outlineOf(source: string) {
  const read = outlinePolicy(source);
  if (!read.ok) throw new Error("unreadable");
  return read.outline;
}

function ruleAt(index: number) {
  const fields = outlineOf(SOURCE).rules[index]?.fields;
  if (!fields) throw new Error("no rule");
  return fields;
}

describe("a rule in the editor", () => {
  it("leaves the text byte for byte when nothing was changed", () => {
    for (const index of [0, 1]) {
      expect(saveDraft(draftOf(ruleAt(index)), { source: SOURCE, index })).toEqual({ ok: true, source: SOURCE });
    }
  });

  it("writes a changed line and keeps the comments around it", () => {
    const draft = draftOf(ruleAt(0));
    const [line] = draft.lines ?? [];
    if (line?.shape.kind !== "recipients") throw new Error("not read as lines");
    const shape = { ...line.shape, paths: [["to"], ["cc"]] };
    const saved = saveDraft({ ...draft, lines: [{ ...line, shape }] }, { source: SOURCE, index: 0 });
    expect(saved).toEqual({
      ok: true,
      source: SOURCE.replace("emails( args.to )", "emails(args.to, args.cc)"),
    });
  });

  it("shows a condition that no lines can say as text", () => {
    expect(draftOf(ruleAt(1))).toMatchObject({ lines: null, cel: "args.a == 1 || args.b == 2" });
  });

  it("says what is missing at its field", () => {
    const draft = draftOf({ ...emptyRule(outlineOf(SOURCE)), effect: "require_approval", approval: { by: [] } });
    const unfinished = { ...draft, lines: [{ key: 0, shape: { kind: "label", label: "", isNot: false } as const }] };
    expect(saveDraft(unfinished, { source: SOURCE, index: null })).toEqual({
      ok: false,
      problems: {
        agents: "Choose at least one agent, or every agent.",
        operations: "Choose at least one operation.",
        approval: "Choose who may approve.",
        when: "Write the label.",
      },
    });
  });

  it("says what the document's schema refuses, and only of this rule", () => {
    const broken = SOURCE.replace(
      "effect: allow\n  - id: odd",
      "effect: allow\n    limits: [{ spend: 5, per: day }]\n  - id: odd",
    );
    const bad = { ...ruleAt(1), id: "Odd One" };
    expect(saveDraft(draftOf(bad), { source: broken, index: 1 })).toMatchObject({
      ok: false,
      problems: { id: expect.any(String) },
    });
    const good = { ...ruleAt(1), message: "Yes." };
    expect(saveDraft(draftOf(good), { source: broken, index: 1 })).toMatchObject({ ok: true });
    expect(saveDraft(draftOf({ ...ruleAt(0), id: "odd" }), { source: SOURCE, index: null })).toMatchObject({
      ok: false,
      problems: { id: expect.stringContaining("odd") },
    });
  });

  it("keeps every field of an approval, and says at its clause what is wrong with it", () => {
    const approval = {
      by: ["role:admin"],
      quorum: 2,
      deny_quorum: 2,
      expires: "30m",
      run: "on_approval" as const,
      distinct: true,
      grant: { vary: ["subject"] },
      escalate: { after: "10m", to: ["role:owner"] },
      remind: { every: "5m", times: 3 },
      hours: { within: "Mon-Fri 09:00-18:00", zone: "Europe/Paris", otherwise: ["role:owner"] },
    };
    const asking = { ...ruleAt(1), effect: "require_approval" as const, approval };
    const saved = saveDraft(draftOf(asking), { source: SOURCE, index: 1 });
    if (!saved.ok) throw new Error("refused");
    expect(outlineOf(saved.source).rules[1]?.fields?.approval).toEqual(approval);
    expect(saveDraft(draftOf(asking), { source: saved.source, index: 1 })).toEqual(saved);
    const bad = { hours: { ...approval.hours, zone: "Mars" }, remind: { every: "often" }, grant: { vary: [] } };
    const refused = saveDraft(draftOf({ ...asking, approval: { ...approval, ...bad } }), { source: SOURCE, index: 1 });
    expect(refused.ok ? [] : Object.keys(refused.problems).sort()).toEqual([
      "approval.grant.vary",
      "approval.hours.zone",
      "approval.remind.every",
    ]);
  });

  it("drops what the chosen effect can't carry", () => {
    const fields = {
      ...ruleAt(0),
      effect: "deny" as const,
      limits: [{ calls: 1, per: "day" as const }],
      approval: { by: ["role:admin"] },
    };
    expect(Object.keys(fieldsOf(draftOf(fields)))).toEqual(["id", "agents", "operations", "effect", "when"]);
  });

  it("gives copies and new rules names that are free", () => {
    expect(copyOf(ruleAt(0), outlineOf(SOURCE)).id).toBe("mail-copy");
    expect(emptyRule(outlineOf(SOURCE.replace("id: odd", "id: new-rule"))).id).toBe("new-rule-2");
  });
});
