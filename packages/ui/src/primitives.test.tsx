import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { CopyField } from "./copy-field.tsx";
import { diffLines } from "./diff-lines.ts";
import { DiffView, pairLines } from "./diff-view.tsx";
import { JsonDiffView } from "./json-diff-view.tsx";
import { matchOptions } from "./match-options.ts";
import { popupPlace } from "./popup.ts";
import { Switch } from "./switch.tsx";
import { addTags } from "./tags.ts";

describe("primitives", () => {
  it("place a popup above its trigger only where there is more room", () => {
    const window = { width: 360, height: 740 };
    expect(popupPlace({ left: 300, right: 340, top: 10, bottom: 42 }, window, "end")).toMatchObject({
      top: 46,
      right: 20,
    });
    expect(popupPlace({ left: 20, right: 60, top: 700, bottom: 732 }, window, "end")).toMatchObject({
      bottom: 44,
      left: 20,
    });
  });

  it("keep a wrong tag in the field and add those before it", () => {
    const validate = (tag: string) => (tag === "Bad!" ? "Lower case letters only" : undefined);
    expect(addTags(["eu"], "b2b, eu Bad! last", validate)).toEqual({
      tags: ["eu", "b2b"],
      rest: "Bad! last",
      problem: "Lower case letters only",
    });
  });

  it("find an option by any of its words, those that begin with them first", () => {
    const options = [
      { value: "1", label: "Sales outreach" },
      { value: "2", label: "Outreach", hint: "eu" },
      { value: "3", label: "Support" },
    ];
    expect(matchOptions(options, "out").map((option) => option.value)).toEqual(["2", "1"]);
    expect(matchOptions(options, "eu out").map((option) => option.value)).toEqual(["2"]);
    expect(matchOptions(options, "Support")).toHaveLength(3);
  });

  it("say that a secret is shown once", () => {
    expect(renderToStaticMarkup(<CopyField label="Key" value="csk_x" isSecret />)).toContain("Shown this once");
  });

  it("say a switch is one, and what is wrong with it", () => {
    const html = renderToStaticMarkup(
      <Switch label="On" checked={false} onChange={() => undefined} problem="Not now" />,
    );
    expect(html).toMatch(/role="switch".*aria-invalid="true"/);
    expect(html).toContain('role="alert"');
  });

  it("name hidden characters in what changed", () => {
    const html = renderToStaticMarkup(<DiffView label="Rules" before="a: b" after={"a: \u202eb"} />);
    expect(html).toContain("U+202E");
    expect(renderToStaticMarkup(<JsonDiffView label="x" before={{ a: 1 }} after={{ a: "\u200b" }} />)).toContain(
      "U+200B",
    );
  });

  it("put replaced lines beside what replaced them", () => {
    const pairs = pairLines(diffLines("a\nb\nc", "a\nx\ny\nc"));
    expect(pairs.map(([left, right]) => [left?.before ?? null, right?.after ?? null])).toEqual([
      [1, 1],
      [2, 2],
      [null, 3],
      [3, 4],
    ]);
  });

  it("say so when nothing changed", () => {
    expect(renderToStaticMarkup(<DiffView label="x" before="same" after="same" />)).toContain("No difference");
  });
});
