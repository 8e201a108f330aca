const EMPTY_WORDS = new Set(
  [
    "password passwd pwd secret token none null nil undefined true false yes no on off required optional string text",
    "number integer boolean object array any unknown empty default example sample changeme change-me redacted masked",
    "hidden removed omitted confidential private public test invalid incorrect wrong expired missing valid forgotten",
    "changed reset rotated stored encrypted hashed env environment vault todo tbd n/a na value here is the a an your my",
    "must should can will has have not be set unset using used from for and or of in to with this that",
  ].flatMap((line) => line.split(" ")),
);
const TEMPLATE =
  /^(?:\$\{|\{\{|\{%|<|%\(|\$\(|\$[A-Za-z_]|@\{|#\{|\[redacted|\*|•|\.\.\.|…|process\.env|os\.environ|os\.getenv|env\.|env\(|getenv|secrets\.|vault:|arn:|ref\+)/i;
const STAND_IN =
  /^(?:your|my|insert|enter|replace|put|add|some|the)[-_ ]?[a-z_-]*(?:password|passwd|secret|token|key|here|value)|(?:goes|[-_]here)$/i;

/** Whether a value only says where a secret would stand. */
export function isPlaceholder(value: string): boolean {
  if (TEMPLATE.test(value) || STAND_IN.test(value)) return true;
  // One character over and over: a mask.
  if (value.length >= 3 && new Set(value.toLowerCase()).size === 1 && !/\d/.test(value)) return true;
  return /^[x*•.#_-]+$/i.test(value);
}

/** Whether a word is one that stands after "password:" in prose and schemas. */
export function isPlainWord(value: string): boolean {
  return EMPTY_WORDS.has(value.toLowerCase().replace(/[.,;:!?)]+$/, ""));
}
