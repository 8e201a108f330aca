import { isJsonObject, type JsonObject, type JsonValue } from "@countersign/core";
import { findLookAlikes, foldName } from "./names.ts";
import { type Budget, readSchemaParts, type SchemaParts, spendWork, TooMuchWork } from "./schema-parts.ts";

export type ArgumentProblemCode = "undeclared" | "case_variant" | "unreadable_schema" | "too_much_work";

/** Something in the arguments that the rules couldn't see, or the upstream could read differently. */
export interface ArgumentProblem {
  readonly code: ArgumentProblemCode;
  /** JSON Pointer to the member. */
  readonly path: string;
  /** A sentence for whoever made the call; it names members, never values. */
  readonly message: string;
}

const MAX_WORK = 300_000;
const MAX_PROBLEMS = 8;
const MAX_NAME_SHOWN = 64;

/**
 * Names what the arguments hold that the operation's schema doesn't declare, and members that differ from another or
 * from a declared one only by case or look. An undeclared member is a problem also where the schema leaves
 * `additionalProperties` out; it is none where the schema says that there may be further ones, or says nothing at all
 * of members. `schema` null: only members that look alike. Kinds of values are the upstream's to check. Bounded work.
 */
export function checkArguments(schema: JsonObject | null, args: JsonObject): readonly ArgumentProblem[] {
  const walk = new ArgumentWalk(schema ?? true);
  try {
    walk.value(args, [schema ?? true], "");
  } catch (error) {
    if (!(error instanceof TooMuchWork)) throw error;
    const message = "The arguments take too much work to be checked against the operation's schema.";
    return [{ code: "too_much_work", path: "", message }];
  }
  return walk.problems;
}

/** What schemas say, kept for as long as whoever owns them keeps them. */
const kept = new WeakMap<JsonObject, Map<JsonObject, SchemaParts>>();

class ArgumentWalk {
  readonly problems: ArgumentProblem[] = [];
  private readonly root: JsonValue;
  private readonly budget: Budget = { left: MAX_WORK };
  private readonly known: Map<JsonObject, SchemaParts>;

  constructor(root: JsonValue) {
    this.root = root;
    this.known = isJsonObject(root) ? (kept.get(root) ?? new Map()) : new Map();
    if (isJsonObject(root)) kept.set(root, this.known);
  }

  value(value: JsonValue, schemas: readonly JsonValue[], path: string): void {
    if (typeof value !== "object" || value === null || this.problems.length >= MAX_PROBLEMS) return;
    const parts = schemas.map((schema) => this.partsOf(schema));
    spendWork(this.budget, 1 + parts.length);
    if (parts.some((part) => part.isUnreadable)) {
      this.add("unreadable_schema", path, `${placeOf(path)} can't be checked: its schema refers to something unknown.`);
    } else if (Array.isArray(value)) this.array(value, parts, path);
    else this.object(value, parts, path);
  }

  private object(object: JsonObject, parts: readonly SchemaParts[], path: string): void {
    const names = Object.keys(object);
    spendWork(this.budget, names.length * (1 + parts.length));
    const alike = findLookAlikes(names);
    if (alike) {
      const [first, second] = alike.map(shown);
      this.add(
        "case_variant",
        `${path}/${escaped(alike[1])}`,
        `"${second}" and "${first}" differ only in case or look.`,
      );
      return;
    }
    const isOpen =
      parts.length === 0 || (parts.some((part) => part.takesObject) && !parts.some((part) => part.namesMembers));
    for (const name of names) {
      const member = object[name];
      const at = `${path}/${escaped(name)}`;
      const found = this.declared(name, parts);
      const fault =
        found === null || found.isOther ? this.fault(name, at, { parts, isOpen: isOpen || found !== null }) : null;
      if (fault) this.add(fault.code, at, fault.message);
      else if (member !== undefined) this.value(member, found?.schemas ?? [], at);
    }
  }

  /** The schemas of a member, or null when none of the parts speaks of it. */
  private declared(name: string, parts: readonly SchemaParts[]): { schemas: JsonValue[]; isOther: boolean } | null {
    const named = parts.flatMap((part) => part.members.get(name) ?? []);
    const isNamed = parts.some((part) => part.members.has(name));
    const matching = parts.flatMap((part) => part.patterns.filter((pattern) => this.matches(pattern, name)));
    if (isNamed || matching.length > 0) {
      return { schemas: [...named, ...matching.map((pattern) => pattern.schema)], isOther: false };
    }
    const others = parts.flatMap((part) => part.others);
    return others.length > 0 ? { schemas: others, isOther: true } : null;
  }

  private matches(pattern: SchemaParts["patterns"][number], name: string): boolean {
    spendWork(this.budget, 8 + name.length);
    return pattern.matches(name);
  }

  /** A further member is fine where such are allowed, but not as another spelling of a declared one. */
  private fault(
    name: string,
    at: string,
    { parts, isOpen }: { readonly parts: readonly SchemaParts[]; readonly isOpen: boolean },
  ): { readonly code: ArgumentProblemCode; readonly message: string } | null {
    const folded = foldName(name);
    const declared = parts.map((part) => part.folded.get(folded)).find((known) => known !== undefined);
    if (declared !== undefined) {
      const message = `${placeOf(at)} isn't declared; the operation declares "${shown(declared)}".`;
      return { code: "case_variant", message };
    }
    return isOpen ? null : { code: "undeclared", message: `${placeOf(at)} isn't declared by the operation.` };
  }

  private array(array: readonly JsonValue[], parts: readonly SchemaParts[], path: string): void {
    spendWork(this.budget, array.length);
    for (const [place, entry] of array.entries()) {
      if (typeof entry !== "object" || entry === null) continue;
      const schemas = parts.flatMap((part) => [...(part.entries[place] ?? part.furtherEntries)]);
      const isOpen = schemas.length > 0 || parts.length === 0 || parts.some((part) => part.takesArray);
      this.value(entry, isOpen ? schemas : [false], `${path}/${place}`);
    }
  }

  private partsOf(schema: JsonValue): SchemaParts {
    if (!isJsonObject(schema)) return schema === false ? NOTHING : ANYTHING;
    const found = this.known.get(schema) ?? readSchemaParts(schema, this.root, this.budget);
    this.known.set(schema, found);
    return found;
  }

  private add(code: ArgumentProblemCode, path: string, message: string): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push({ code, path, message });
  }
}

const ANYTHING: SchemaParts = {
  members: new Map(),
  folded: new Map(),
  patterns: [],
  others: [],
  namesMembers: false,
  takesObject: true,
  takesArray: true,
  entries: [],
  furtherEntries: [],
  isUnreadable: false,
};
const NOTHING: SchemaParts = { ...ANYTHING, namesMembers: true, takesObject: false, takesArray: false };

function escaped(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

function placeOf(path: string): string {
  return path === "" ? "The arguments" : `"${shown(path)}"`;
}

/** Names come from the caller: bounded, and without characters that could act on a terminal or hide. */
function shown(name: string): string {
  const clean = name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\ufffd");
  return clean.length > MAX_NAME_SHOWN ? `${clean.slice(0, MAX_NAME_SHOWN)}…` : clean;
}
