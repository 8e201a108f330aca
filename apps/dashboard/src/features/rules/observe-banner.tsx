import { outlinePolicy } from "@countersign/policy";
import { Banner } from "@countersign/ui";
import { useMemo } from "react";

interface ObserveBannerProps {
  /** The policy in use. */
  readonly source: string;
}

/** Says loudly that the policy in use, or some of its rules, enforce nothing. */
export function ObserveBanner({ source }: ObserveBannerProps) {
  const observing = useMemo(() => observedIn(source), [source]);
  if (observing === null) return null;
  if (observing === "all") {
    return (
      <Banner tone="danger">
        <b>The policy in use only observes.</b> Every call runs, and it is only noted what would have become of it. Take
        observe out and publish to enforce it.
      </Banner>
    );
  }
  return (
    <Banner tone="attention">
      {observing.length === 1 ? "One rule only observes: " : `${observing.length} rules only observe: `}
      <span className="mono">{observing.slice(0, 5).join(", ")}</span>
      {observing.length > 5 ? ` and ${observing.length - 5} more` : ""}. What they would have done stands in the
      records.
    </Banner>
  );
}

function observedIn(source: string): "all" | readonly string[] | null {
  // Most policies hold no such word, and need not be read for it.
  if (!source.includes("observe")) return null;
  const read = outlinePolicy(source);
  if (!read.ok) return null;
  if (read.outline.observe) return "all";
  const ids = read.outline.rules.filter(({ fields }) => fields?.observe === true).map(({ id }) => id);
  return ids.length === 0 ? null : ids;
}
