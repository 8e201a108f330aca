import { tokens } from "./tokens.ts";

export interface Article {
  readonly title: string;
  readonly url: string;
  /** Calendar day, YYYY-MM-DD. */
  readonly published: string;
  readonly text: string;
}

export interface SearchHit {
  readonly title: string;
  readonly url: string;
  readonly snippet: string;
  readonly published: string;
}

export interface SearchIndex {
  /** The best matches first; equal scores by newest, then address. No match gives an empty list. */
  search(query: string, limit: number): SearchHit[];
}

interface IndexedArticle {
  readonly article: Article;
  readonly frequencies: ReadonlyMap<string, number>;
  readonly length: number;
}

// The usual constants of Okapi BM25; a word in the title counts like three in the text.
const K1 = 1.2;
const B = 0.75;
const TITLE_WEIGHT = 3;

/** Indexes the articles for ranked search by Okapi BM25. */
export function createSearchIndex(articles: readonly Article[]): SearchIndex {
  const indexed = articles.map(indexArticle);
  const averageLength = indexed.reduce((sum, { length }) => sum + length, 0) / Math.max(indexed.length, 1);
  const documentsWith = new Map<string, number>();
  for (const { frequencies } of indexed) {
    for (const token of frequencies.keys()) documentsWith.set(token, (documentsWith.get(token) ?? 0) + 1);
  }

  const weight = (token: string): number => {
    const found = documentsWith.get(token) ?? 0;
    return Math.log(1 + (indexed.length - found + 0.5) / (found + 0.5));
  };
  const score = ({ frequencies, length }: IndexedArticle, wanted: ReadonlySet<string>): number => {
    let sum = 0;
    for (const token of wanted) {
      const frequency = frequencies.get(token) ?? 0;
      const damped = frequency + K1 * (1 - B + (B * length) / averageLength);
      sum += (weight(token) * frequency * (K1 + 1)) / damped;
    }
    return sum;
  };

  return {
    search: (query, limit) => {
      const wanted = new Set(tokens(query));
      return indexed
        .map((entry) => ({ article: entry.article, score: score(entry, wanted) }))
        .filter((entry) => entry.score > 0)
        .sort((a, b) => b.score - a.score || compareArticles(a.article, b.article))
        .slice(0, limit)
        .map(({ article }) => hit(article, wanted));
    },
  };
}

function indexArticle(article: Article): IndexedArticle {
  const frequencies = new Map<string, number>();
  const count = (token: string, times: number): void => {
    frequencies.set(token, (frequencies.get(token) ?? 0) + times);
  };
  const titleTokens = tokens(article.title);
  const textTokens = tokens(article.text);
  for (const token of titleTokens) count(token, TITLE_WEIGHT);
  for (const token of textTokens) count(token, 1);
  return { article, frequencies, length: titleTokens.length * TITLE_WEIGHT + textTokens.length };
}

function compareArticles(a: Article, b: Article): number {
  return b.published.localeCompare(a.published) || a.url.localeCompare(b.url);
}

function hit(article: Article, wanted: ReadonlySet<string>): SearchHit {
  return {
    title: article.title,
    url: article.url,
    snippet: snippet(article.text, wanted),
    published: article.published,
  };
}

/** The sentence with most of the words looked for; the first one where none has any. */
function snippet(text: string, wanted: ReadonlySet<string>): string {
  const sentences = text.split(/(?<=[.!?])\s+/);
  let best = { sentence: sentences[0] ?? "", matches: 0 };
  for (const sentence of sentences) {
    const matches = new Set(tokens(sentence).filter((token) => wanted.has(token))).size;
    if (matches > best.matches) best = { sentence, matches };
  }
  return best.sentence;
}
