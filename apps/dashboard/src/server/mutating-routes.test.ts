import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const app = join(import.meta.dirname, "../app");

/** What keeps pages of others from using each route with a person's cookie. */
const GUARDS: Readonly<Record<string, string>> = {
  "api/auth/[...nextauth]": "isSameOrigin in handleAuth",
  "api/trpc/[...path]": "isSameOrigin",
  // Answers management tokens only, which no browser sends by itself.
  "api/v1/[...path]": "handleManagementApi",
};

function routes(): readonly { readonly path: string; readonly source: string }[] {
  const files = readdirSync(app, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith("route.ts"));
  return files.map((file) => ({
    path: file.replaceAll("\\", "/").replace(/\/route\.ts$/, ""),
    source: readFileSync(join(app, file), "utf8"),
  }));
}

test("P71: every route that takes a changing method has a guard that is known here", () => {
  const changing = routes().filter(({ source }) => /\b(?:POST|PUT|PATCH|DELETE)\b/.test(source));
  expect(changing.map(({ path }) => path).sort()).toEqual(Object.keys(GUARDS).sort());
});

test.each(Object.entries(GUARDS))("%s is guarded by %s", (path, guard) => {
  const [name = ""] = guard.split(" ");
  const file = path.startsWith("api/auth")
    ? join(import.meta.dirname, "auth/next-auth.ts")
    : join(app, path, "route.ts");
  expect(readFileSync(file, "utf8")).toContain(`${name}(`.replace("handleManagementApi(", "handleManagementApi"));
});
