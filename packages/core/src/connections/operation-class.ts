import { isJsonObject, type JsonObject } from "../json.ts";

/** What calling an operation may do, from mild to grave. */
export type OperationClass = "read" | "write" | "external" | "destructive";

const GRAVITY: readonly OperationClass[] = ["read", "write", "external", "destructive"];

const VERBS: Readonly<Record<Exclude<OperationClass, "read">, ReadonlySet<string>>> = {
  destructive: words(
    "ban cancel clear close delete deprovision destroy disable drop erase exec execute kill prune purge remove reset revoke rm run shutdown terminate trash truncate uninstall unpublish wipe",
  ),
  external: words(
    "book broadcast buy charge comment deploy email forward invite mail message notify order pay post publish purchase push refund release reply send share submit transfer trigger tweet upload withdraw",
  ),
  write: words(
    "add append apply archive assign attach close commit copy create duplicate edit enable fork import insert label link lock merge modify move mutate open overwrite patch pin put rename replace restore save schedule set start stop store subscribe toggle update upsert write",
  ),
};

/** After one of these another verb may follow: `get_and_delete`. */
const JOINTS = words("and or then");

/**
 * The class that a definition is taken for until a person says otherwise. Annotations are the upstream's own word: they
 * count only when they say something outright, absent or odd ones mean destructive, and a name that says something
 * graver (`delete_file`, read-only by its hints) outweighs them.
 */
export function classifyOperation(name: string, definition: JsonObject): OperationClass {
  const hinted = classFromAnnotations(definition);
  const named = classFromName(name);
  return GRAVITY.indexOf(named) > GRAVITY.indexOf(hinted) ? named : hinted;
}

/** The class that a tool's annotations hint at. */
function classFromAnnotations({ annotations }: JsonObject): OperationClass {
  if (!isJsonObject(annotations)) return "destructive";
  if (annotations["readOnlyHint"] === true) return "read";
  if (annotations["destructiveHint"] !== false) return "destructive";
  return annotations["openWorldHint"] === false ? "write" : "external";
}

/** The gravest of the name's verbs; `read` when it has none that is known. A noun isn't a verb: `get_post` reads. */
function classFromName(name: string): OperationClass {
  const parts = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== "");
  const verbs = parts.filter((_, at) => at === 0 || JOINTS.has(parts[at - 1] ?? ""));
  const classes = verbs.map(classOfVerb);
  return GRAVITY.findLast((each) => classes.includes(each)) ?? "read";
}

function classOfVerb(verb: string): OperationClass {
  if (VERBS.destructive.has(verb)) return "destructive";
  if (VERBS.external.has(verb)) return "external";
  return VERBS.write.has(verb) ? "write" : "read";
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}

/** What a person is offered for an operation of this class: reads go through, the rest asks. */
export function suggestedEffect(operationClass: OperationClass): "allow" | "require_approval" {
  return operationClass === "read" ? "allow" : "require_approval";
}

/** A stored class; whatever isn't known is taken as the worst. */
export function readOperationClass(text: string): OperationClass {
  return GRAVITY.find((each) => each === text) ?? "destructive";
}
