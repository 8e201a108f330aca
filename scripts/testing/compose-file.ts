import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

export const checkout = path.resolve(import.meta.dirname, "../..");

export interface Service {
  readonly image?: string;
  readonly build?: { readonly context: string; readonly dockerfile: string };
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly ports?: readonly string[];
  readonly profiles?: readonly string[];
  readonly networks?: readonly string[];
  readonly network_mode?: string;
  readonly volumes?: readonly string[];
  readonly command?: readonly string[];
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly networks: Readonly<
    Record<string, { readonly internal?: boolean; readonly ipam?: { readonly config: readonly { subnet: string }[] } }>
  >;
  readonly volumes: Readonly<Record<string, object>>;
}

export interface Dockerfile {
  readonly text: string;
  readonly stages: readonly string[];
  /** What the last stage sets. */
  readonly env: Readonly<Record<string, string>>;
  readonly exposed: readonly string[];
  readonly user: string | undefined;
  readonly healthcheck: string | undefined;
  readonly cmd: readonly string[];
  /** Sources copied from the build context. */
  readonly copied: readonly string[];
}

export type Variables = Readonly<Record<string, string>>;

const reference = /\$\$|\$\{([A-Z_]+)((?::[-?])?)([^}]*)\}/g;

export function read(file: string): string {
  return readFileSync(path.join(checkout, file), "utf8");
}

/** The variables that the compose file reads, with `:?` when it insists on one. */
export function referencedVariables(): ReadonlyMap<
  string,
  { readonly isDemanded: boolean; readonly fallback: string }
> {
  const found = [...read("docker-compose.yml").matchAll(reference)].filter(([, name]) => name !== undefined);
  return new Map(
    found.map(([, name = "", operator, words = ""]) => [name, { isDemanded: operator === ":?", fallback: words }]),
  );
}

/** The compose file as compose reads it with these variables. Throws what it insists on and doesn't get. */
export function readCompose(variables: Variables): ComposeFile {
  const fill = (text: string): string =>
    text.replace(reference, (...[, name, operator, words]: string[]) => {
      if (name === undefined) return "$";
      const value = variables[name] || words || "";
      if (operator !== ":?" || variables[name]) return value;
      throw new Error(`${name}: ${words}`);
    });
  // The reader of YAML is the policy's. Compose, too, fills in variables after reading, so that they stay text.
  const yaml = createRequire(path.join(checkout, "packages/policy/package.json"))("yaml");
  const parsed = yaml.parse(read("docker-compose.yml"), { merge: true });
  return JSON.parse(JSON.stringify(parsed), (_, value: unknown) => (typeof value === "string" ? fill(value) : value));
}

/** Reads `NAME=value` lines. */
export function readVariables(text: string): Record<string, string> {
  const lines = text.split("\n").flatMap((line) => /^([A-Z_]+)=(.*)$/.exec(line) ?? []);
  const pairs: [string, string][] = [];
  for (let at = 0; at < lines.length; at += 3) pairs.push([lines[at + 1] ?? "", lines[at + 2] ?? ""]);
  return Object.fromEntries(pairs);
}

export function readDockerfile(file: string): Dockerfile {
  const text = read(file).replaceAll(/\\\n\s*/g, "");
  const instructions = text.split("\n").flatMap((line) => {
    const [, name = "", rest = ""] = /^([A-Z]+) (.*)$/.exec(line) ?? [];
    return name ? [{ name, rest }] : [];
  });
  const last = instructions.slice(instructions.findLastIndex(({ name }) => name === "FROM"));
  const of = (name: string) => last.filter((each) => each.name === name).map(({ rest }) => rest);
  return {
    text,
    stages: instructions.filter(({ name }) => name === "FROM").map(({ rest }) => rest),
    env: readVariables(of("ENV").join(" ").split(" ").join("\n")),
    exposed: of("EXPOSE").flatMap((ports) => ports.split(" ")),
    user: of("USER").at(-1),
    healthcheck: of("HEALTHCHECK").at(-1),
    cmd: JSON.parse(of("CMD").at(-1) ?? "[]"),
    copied: instructions
      .filter(({ name, rest }) => name === "COPY" && !rest.startsWith("--from="))
      .flatMap(({ rest }) => rest.split(" ").slice(0, -1)),
  };
}

/** Whether `.dockerignore` keeps a path out of the build; its patterns here have no exceptions. */
export function isIgnored(file: string): boolean {
  const patterns = read(".dockerignore")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  return patterns.some((pattern) => {
    const escaped = pattern
      .replace(/^\*\*\//, "")
      .replaceAll(".", "\\.")
      .replaceAll("*", "[^/]*");
    return new RegExp(`${pattern.startsWith("**/") ? "(^|/)" : "^"}${escaped}(/|$)`).test(file);
  });
}
