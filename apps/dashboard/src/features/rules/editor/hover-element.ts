import type { Hover } from "@countersign/policy";

/** A hover's text as elements: text nodes only, since descriptions come from upstream servers. */
export function hoverElement(told: Hover): HTMLElement {
  const root = element("div", "policy-hover");
  const head = element("p", "policy-hover-head");
  head.append(element("b", "mono", told.title));
  if (told.detail !== null) head.append(element("span", "faint", told.detail));
  root.append(head);
  if (told.doc !== null) root.append(element("p", "", told.doc));
  if (told.arguments.length > 0) root.append(argumentList(told.arguments));
  if (told.example !== null) root.append(element("code", "mono", told.example));
  return root;
}

function argumentList(facts: Hover["arguments"]): HTMLElement {
  const list = element("dl", "policy-hover-arguments");
  for (const fact of facts) {
    list.append(element("dt", "mono", fact.name));
    const needs = fact.isRequired ? `${fact.type}, required` : fact.type;
    list.append(element("dd", "", fact.description === null ? needs : `${needs}: ${fact.description}`));
  }
  return list;
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text = "",
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (className !== "") made.className = className;
  made.textContent = text;
  return made;
}
