/** A function or method that conditions may call, for people. */
export interface FunctionFact {
  readonly name: string;
  readonly form: "function" | "method" | "macro";
  /** As one writes it: `in_list(domain, lists.name)`. */
  readonly signature: string;
  /** What it gives: `true or false`, `a number`. */
  readonly gives: string;
  readonly doc: string;
  readonly example: string;
}

const YES_NO = "true or false";

/** Everything a condition may call, with what it does. A test holds it to the functions that exist. */
export const FUNCTION_FACTS: readonly FunctionFact[] = [
  {
    name: "emails",
    form: "function",
    signature: "emails(value, …)",
    gives: "a list of { local, domain, address }",
    doc: "Every e-mail address in its arguments, which may be text, lists or nested values: names, groups, comments, quoted parts and mailto: URLs are understood, and what mail programs could read differently is an error. Absent arguments are passed over; finding no address at all is an error, unless .or_empty() follows. Domains are lower case, other scripts as xn--.",
    example: "emails(args.to, args.cc).all(e, in_list(e.domain, lists.partners))",
  },
  {
    name: "or_empty",
    form: "method",
    signature: "emails(…).or_empty()",
    gives: "a list",
    doc: "An empty list instead of an error where emails() finds nothing.",
    example: 'emails(args.cc).or_empty().all(e, e.domain == "example.com")',
  },
  {
    name: "in_list",
    form: "function",
    signature: "in_list(domain, lists.name)",
    gives: YES_NO,
    doc: "Whether a domain is in a list. An entry that begins with *. stands for one or more labels, not for the domain itself. Case doesn't matter, nor how other scripts are written.",
    example: "in_list(args.domain, lists.partners)",
  },
  {
    name: "sql",
    form: "function",
    signature: "sql(text)",
    gives: "{ statements, kind, read_only, schemas, tables, functions, has_where, limit }",
    doc: "One SQL statement, read by Postgres' own grammar. read_only: a query that only reads the tables it names and calls only harmless built-in functions. schemas and tables (schema.table) name everything it takes something from. Several statements, text Postgres can't read, and a name without schema where the connection declares no default schema are errors.",
    example: 'sql(args.query).read_only && sql(args.query).schemas.all(s, s == "reporting")',
  },
  {
    name: "has",
    form: "macro",
    signature: "has(args.name)",
    gives: YES_NO,
    doc: "Whether an argument is there and not null. Needed before an argument that not every selected operation declares.",
    example: "has(args.cc) && size(args.cc) > 0",
  },
  {
    name: "size",
    form: "function",
    signature: "size(value)",
    gives: "a number",
    doc: "How many characters a text has, how many entries a list, how many fields an object.",
    example: "size(args.recipients) <= 10",
  },
  {
    name: "size",
    form: "method",
    signature: "value.size()",
    gives: "a number",
    doc: "How many characters a text has, how many entries a list, how many fields an object.",
    example: "args.body.size() <= 2000",
  },
  {
    name: "all",
    form: "macro",
    signature: "list.all(x, condition)",
    gives: YES_NO,
    doc: "Whether the condition holds for every entry. True for an empty list.",
    example: 'args.tags.all(t, t != "secret")',
  },
  {
    name: "exists",
    form: "macro",
    signature: "list.exists(x, condition)",
    gives: YES_NO,
    doc: "Whether the condition holds for at least one entry.",
    example: 'args.tags.exists(t, t == "public")',
  },
  {
    name: "exists_one",
    form: "macro",
    signature: "list.exists_one(x, condition)",
    gives: YES_NO,
    doc: "Whether the condition holds for exactly one entry.",
    example: 'args.tags.exists_one(t, t == "primary")',
  },
  {
    name: "filter",
    form: "macro",
    signature: "list.filter(x, condition)",
    gives: "a list",
    doc: "The entries for which the condition holds.",
    example: "size(args.items.filter(i, i.price > 100)) == 0",
  },
  {
    name: "map",
    form: "macro",
    signature: "list.map(x, value)",
    gives: "a list",
    doc: "Each entry turned into another value.",
    example: 'args.items.map(i, i.sku).all(s, s.startsWith("A"))',
  },
  {
    name: "startsWith",
    form: "method",
    signature: "text.startsWith(part)",
    gives: YES_NO,
    doc: "Whether a text begins with another.",
    example: 'args.path.startsWith("/public/")',
  },
  {
    name: "endsWith",
    form: "method",
    signature: "text.endsWith(part)",
    gives: YES_NO,
    doc: "Whether a text ends with another.",
    example: 'args.file.endsWith(".csv")',
  },
  {
    name: "contains",
    form: "method",
    signature: "text.contains(part)",
    gives: YES_NO,
    doc: "Whether a text contains another.",
    example: 'args.subject.contains("invoice")',
  },
  {
    name: "matches",
    form: "method",
    signature: "text.matches(pattern)",
    gives: YES_NO,
    doc: "Whether a regular expression (RE2) is found in a text. Write ^ and $ to match the whole.",
    example: 'args.ticket.matches("^OPS-[0-9]+$")',
  },
  {
    name: "lowerAscii",
    form: "method",
    signature: "text.lowerAscii()",
    gives: "text",
    doc: "The text with A to Z in lower case.",
    example: 'args.country.lowerAscii() == "de"',
  },
  {
    name: "upperAscii",
    form: "method",
    signature: "text.upperAscii()",
    gives: "text",
    doc: "The text with a to z in upper case.",
    example: 'args.currency.upperAscii() == "USD"',
  },
  {
    name: "int",
    form: "function",
    signature: "int(number)",
    gives: "a number",
    doc: "The whole part of a number. Text is never turned into a number.",
    example: "int(args.amount) <= 100",
  },
  {
    name: "double",
    form: "function",
    signature: "double(number)",
    gives: "a number",
    doc: "A number as a floating-point number.",
    example: "double(args.count) / 2.0 < 5.0",
  },
  {
    name: "string",
    form: "function",
    signature: "string(value)",
    gives: "text",
    doc: "A number, a text or true/false as text.",
    example: 'string(args.account).startsWith("42")',
  },
  {
    name: "timestamp",
    form: "function",
    signature: "timestamp(text)",
    gives: "a time",
    doc: "Reads a time written as 2026-01-31T09:00:00Z.",
    example: 'now < timestamp("2027-01-01T00:00:00Z")',
  },
  {
    name: "duration",
    form: "function",
    signature: "duration(text)",
    gives: "a duration",
    doc: "Reads a duration written as 1h30m.",
    example: 'timestamp(args.due) - now > duration("24h")',
  },
  ...(
    [
      ["getFullYear", "The year", "now.getFullYear() == 2026"],
      ["getMonth", "The month, counted from 0 for January", "now.getMonth() != 11"],
      ["getDate", "The day of the month, counted from 1", 'now.getDate("Europe/Paris") <= 28'],
      ["getDayOfMonth", "The day of the month, counted from 0", "now.getDayOfMonth() == 0"],
      [
        "getDayOfWeek",
        "The day of the week, counted from 0 for Sunday",
        'now.getDayOfWeek("Europe/Paris") in [1, 2, 3, 4, 5]',
      ],
      ["getHours", "The hour, 0 to 23", 'now.getHours("Europe/Paris") >= 9'],
      ["getMinutes", "The minute, 0 to 59", "now.getMinutes() < 30"],
    ] as const
  ).map(
    ([name, what, example]): FunctionFact => ({
      name,
      form: "method",
      signature: `time.${name}("Area/City")`,
      gives: "a number",
      doc: `${what}, in the named time zone; UTC without one.`,
      example,
    }),
  ),
];
