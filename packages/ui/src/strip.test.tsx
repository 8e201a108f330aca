import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { JsonView } from "./json-view.tsx";
import { MARK_KINDS, Mark } from "./mark.tsx";
import { type StripCall, type StripLink, StripRow } from "./strip.tsx";
import { VisibleText } from "./visible-text.tsx";

const PlainLink: StripLink = (props) => <a {...props} />;

const call: StripCall = {
  id: "rec_1",
  at: "2026-11-22T14:32:04Z",
  mark: "deny",
  markWord: "denied",
  agent: "Sales research",
  instance: "eu-2",
  operation: "demo.lookup_company",
  argument: "domain: evil\u202emoc.example",
  rule: "lookup-icp-only",
  cost: "–",
  isWaiting: false,
  latency: "0.4",
};

describe("the strip", () => {
  it("reads as one sentence in a fixed order", () => {
    const html = renderToStaticMarkup(<StripRow call={call} href="/r" link={PlainLink} />);
    const text = html.replace(/<[^>]+>/g, "|").replace(/\|+/g, "|");
    expect(text).toMatch(/denied\|Sales research\|.*eu-2\|demo\.lookup_company\|domain: evil\|U\+202E\|/);
  });

  it("never puts an argument into the page as markup", () => {
    const html = renderToStaticMarkup(
      <StripRow call={{ ...call, argument: "q: <img src=x onerror=alert(1)>" }} href="/r" link={PlainLink} />,
    );
    expect(html).not.toContain("<img");
  });

  it.each(MARK_KINDS)("says %s in words besides its shape", (kind) => {
    expect(renderToStaticMarkup(<Mark kind={kind}>word</Mark>)).toBe(
      `<span class="mark ${kind}"><i aria-hidden="true"></i><span>word</span></span>`,
    );
  });

  it("shows JSON with its hidden characters named and its markup inert", () => {
    const html = renderToStaticMarkup(<JsonView label="Arguments" value={{ "a\u200b": ["<b>", 1, null, {}] }} />);
    expect(html).toContain("U+200B");
    expect(html).toContain("&lt;b&gt;");
  });
});

describe("what an agent wrote", () => {
  it.each([
    ["as text", (text: string) => <VisibleText>{text}</VisibleText>],
    ["in a tree", (text: string) => <JsonView value={{ text }} label="arguments" />],
  ])("P35: %s, hides behind no blanks, empty lines or length, and is never markup", (_where, show) => {
    const read = (text: string) => renderToStaticMarkup(show(text)).replace(/<[^>]+>/g, "");
    expect(read(`x${" ".repeat(400)}y`)).toContain("x400 blanksy");
    expect(read(`x${"\n".repeat(81)}y`)).toContain("x\n80 empty lines\ny");
    expect(read("z".repeat(10_000))).toContain("z".repeat(10_000));
    expect(read("<b>@here</b> [a](https://x.test) \u202e")).toContain(
      "&lt;b&gt;@here&lt;/b&gt; [a](https://x.test) U+202E",
    );
  });
});
