import { expect, test } from "vitest";
import { articles } from "./articles.ts";
import { type Article, createSearchIndex } from "./search-index.ts";
import { tokens } from "./tokens.ts";

const article = (name: string, text: string, published = "2026-01-01"): Article => ({
  title: name,
  url: `https://test.example/${name}`,
  published,
  text,
});

const index = createSearchIndex(articles);
const titles = (query: string, limit = 5) => index.search(query, limit).map((result) => result.title);

test.each([
  ["suppliers", "supplier"],
  ["batteries", "battery"],
  ["welding", "welded"],
  ["pricing", "prices"],
  ["stopped", "stopping"],
  ["Zürich", "zurich"],
])("%s and %s meet", (one, other) => {
  expect(tokens(one)).toEqual(tokens(other));
});

test("words without meaning are not looked for", () => {
  expect(tokens("What is the of and to?")).toEqual([]);
  expect(createSearchIndex([article("a", "the and of")]).search("the of", 5)).toEqual([]);
});

test("a rare word weighs more than a frequent one", () => {
  const small = createSearchIndex([
    article("one", "robot robot robot"),
    article("two", "robot gripper"),
    article("three", "robot arm"),
  ]);
  expect(small.search("robot gripper", 1)[0]?.title).toBe("two");
});

test("a word in the title weighs more than in the text", () => {
  const small = createSearchIndex([article("x", "gripper and more words"), article("gripper", "and more words here")]);
  expect(small.search("gripper", 2).map((result) => result.title)).toEqual(["gripper", "x"]);
});

test("equal scores are ordered by date, newest first", () => {
  const small = createSearchIndex([article("old", "same", "2025-01-01"), article("new", "same", "2026-01-01")]);
  expect(small.search("same", 2).map((result) => result.title)).toEqual(["new", "old"]);
});

test("the passage shown is the one that matches", () => {
  const small = createSearchIndex([article("a", "First about robots. Then about tidal power. Last about robots.")]);
  expect(small.search("tidal power", 1)[0]?.snippet).toBe("Then about tidal power.");
});

test("different questions get different answers, and the limit holds", () => {
  const governance = titles("AI governance");
  const grippers = titles("gripper suppliers");
  expect(governance).toHaveLength(5);
  expect(grippers).toHaveLength(5);
  expect(governance.filter((title) => grippers.includes(title))).toEqual([]);
  expect(titles("robot", 3)).toHaveLength(3);
});

test("nothing matches, nothing is made up", () => {
  expect(titles("zzyzx quetzalcoatlus")).toEqual([]);
  expect(titles("?!")).toEqual([]);
});

test("every article has an address and title of its own, and can be found by its title", () => {
  expect(new Set(articles.map((each) => each.url)).size).toBe(articles.length);
  expect(new Set(articles.map((each) => each.title)).size).toBe(articles.length);
  expect(articles.length).toBeGreaterThanOrEqual(150);
  for (const each of articles) {
    expect(new URL(each.url).hostname).toMatch(/\.example$/);
    expect(each.published).toMatch(/^202[4-6]-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
    expect(titles(each.title, 3)).toContain(each.title);
  }
});
