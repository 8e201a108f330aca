import { z } from "zod";

const propertySchema = z.looseObject({ title: z.string().optional(), description: z.string().optional() });

/** What the screens read of an upstream's tool definition; whatever else it says is left alone. */
const definitionSchema = z.looseObject({
  title: z.string().optional(),
  annotations: z.looseObject({ title: z.string().optional() }).optional(),
  inputSchema: z
    .looseObject({
      properties: z.record(z.string(), z.union([propertySchema, z.boolean()])).optional(),
      required: z.array(z.string()).optional(),
    })
    .optional(),
});
export type OperationDefinition = z.infer<typeof definitionSchema>;

/** Reads a stored definition (JSON text as the upstream wrote it). Null when it isn't one. */
export function readDefinition(text: string): OperationDefinition | null {
  try {
    const parsed = definitionSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** The operation in words: its own title, or its name. */
export function titleOf(definition: OperationDefinition | null, name: string): string {
  return definition?.title ?? definition?.annotations?.title ?? name;
}

/** The declared arguments in schema order, with the words for each. */
export function declaredArguments(definition: OperationDefinition | null): readonly { name: string; title: string }[] {
  return Object.entries(definition?.inputSchema?.properties ?? {}).map(([name, property]) => ({
    name,
    title: (typeof property === "object" ? property.title : undefined) ?? humanName(name),
  }));
}

/** `reply_to` and `replyTo` as "Reply to". */
export function humanName(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replaceAll(/[_-]+/g, " ")
    .trim()
    .toLowerCase();
  return words === "" ? name : `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
