import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readSettings } from "../apps/demo-tools/src/settings.ts";
import {
  dashboardSettingsSchema,
  gatewaySettingsSchema,
  parseSettings,
  workerSettingsSchema,
} from "../packages/contracts/src/index.ts";
import {
  checkout,
  isIgnored,
  read,
  readCompose,
  readDockerfile,
  readVariables,
  referencedVariables,
} from "./testing/compose-file.ts";

const folder = mkdtempSync(path.join(tmpdir(), "countersign-compose-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const makeEnv = (...args: string[]) =>
  spawnSync("sh", [path.join(checkout, "deploy/make-env.sh"), ...args], { cwd: folder, encoding: "utf8" });

/** What the documented command makes. */
function madeVariables(...args: string[]): Record<string, string> {
  rmSync(path.join(folder, ".env"), { force: true });
  expect(makeEnv(...args).status).toBe(0);
  return readVariables(readFileSync(path.join(folder, ".env"), "utf8"));
}

const plain = madeVariables();
const demo = madeVariables("--demo");
const compose = readCompose(demo);
const services = Object.entries(compose.services);
const service = (name: string) => compose.services[name] ?? expect.fail(`there is no service ${name}`);
const imageOf = (name: string) => readDockerfile(service(name).build?.dockerfile ?? "");
const environmentOf = (name: string) => ({ ...imageOf(name).env, ...service(name).environment });
const secrets = [...referencedVariables()].filter(([, { isDemanded }]) => isDemanded).map(([name]) => name);
const apps = ["gateway", "worker", "dashboard", "demo-tools"];
const built = services.filter(([, { build }]) => build).map(([name]) => name);

describe("secrets", () => {
  test("the command makes every secret that compose insists on, each of its own and never the same twice", () => {
    const values = [plain, demo].flatMap((made) => secrets.map((name) => made[name] ?? ""));
    expect(secrets.sort()).toEqual(Object.keys(plain).sort());
    expect(new Set(values).size).toBe(values.length);
    for (const value of values) expect(value).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each(secrets)("without %s compose refuses and says what to do", (name) => {
    expect(() => readCompose({ ...plain, [name]: "" })).toThrow("run sh deploy/make-env.sh first");
  });

  test("a .env that is there is never replaced, and only its owner reads it", () => {
    const before = readFileSync(path.join(folder, ".env"), "utf8");
    expect(makeEnv().status).toBe(1);
    expect(readFileSync(path.join(folder, ".env"), "utf8")).toBe(before);
    expect(statSync(path.join(folder, ".env")).mode & 0o777).toBe(0o600);
  });

  test("no variable named after a secret has a default, in compose or in an image", () => {
    for (const [name, { isDemanded, fallback }] of referencedVariables())
      if (/KEY|SECRET|PASSWORD/.test(name)) expect(isDemanded || fallback === "", name).toBe(true);
    for (const name of built) expect(Object.keys(imageOf(name).env).join()).not.toMatch(/KEY|SECRET|PASSWORD|URL/);
  });

  test("only who makes tables and roles has the owner's password", () => {
    const holders = services.filter(([, { environment }]) =>
      Object.values(environment ?? {}).some((value) => value.includes(demo["POSTGRES_PASSWORD"] ?? "")),
    );
    expect(holders.map(([name]) => name).sort()).toEqual(["demo-database", "migrate", "postgres"]);
  });

  test("every variable that compose reads is in .env.example", () => {
    const listed = Object.keys(readVariables(read(".env.example")));
    expect(listed).toEqual(expect.arrayContaining([...referencedVariables().keys()]));
  });
});

describe.each([
  ["without the demo", readCompose(plain)],
  ["with the demo", compose],
])("settings %s", (_, file) => {
  const environment = (name: string) => ({ ...imageOf(name).env, ...file.services[name]?.environment });

  test("every process finds what its settings demand", () => {
    const gateway = parseSettings(gatewaySettingsSchema, environment("gateway"));
    const worker = parseSettings(workerSettingsSchema, environment("worker"));
    const dashboard = parseSettings(dashboardSettingsSchema, environment("dashboard"));
    for (const settings of [gateway, worker, dashboard]) expect(settings.DATABASE_URL).toMatch(/@?postgres:5432/);
    expect(environment("dashboard")["NEXTAUTH_URL"]).toBe(dashboard.PUBLIC_DASHBOARD_URL);
    expect(readSettings(environment("demo-tools"))).toMatchObject({ host: "0.0.0.0", mailDir: "/mail" });
  });

  test("gateway, worker and dashboard agree on all that they share", () => {
    const shared = ["REDIS_URL", "COUNTERSIGN_MASTER_KEY", "PUBLIC_DASHBOARD_URL", "PUBLIC_GATEWAY_URL", "SHARDS"];
    for (const name of shared)
      expect(new Set(["gateway", "worker", "dashboard"].map((app) => environment(app)[name])).size, name).toBe(1);
  });
});

describe("ports and health", () => {
  test.each([
    ["gateway", "4601", "/readyz", "apps/gateway/src/server/routes.ts"],
    ["worker", "4602", "/readyz", "apps/worker/src/health.ts"],
    ["dashboard", "4600", "/api/healthz", "apps/dashboard/src/app/api/healthz/route.ts"],
    ["demo-tools", "4603", "/healthz", "apps/demo-tools/src/http-server.ts"],
  ])("%s listens, is exposed, published and asked at %s%s", (name, port, health, source) => {
    const image = imageOf(name);
    expect(environmentOf(name)).toMatchObject({ HOST: "0.0.0.0", PORT: port });
    expect(image.exposed[0]).toBe(port);
    expect(image.healthcheck).toContain(`http://127.0.0.1:${port}${health}'`);
    expect(existsSync(path.join(checkout, source))).toBe(true);
    if (!source.endsWith("route.ts")) expect(read(source)).toContain(`"${health}"`);
    for (const published of service(name).ports ?? []) expect(published).toBe(`127.0.0.1:${port}:${port}`);
    if (image.cmd.includes("-p")) expect(image.cmd.slice(-4)).toEqual(["-H", "0.0.0.0", "-p", port]);
  });

  test("only gateway and dashboard can be reached from outside", () => {
    const published = services.filter(([, { ports }]) => ports).map(([name]) => name);
    expect(published.sort()).toEqual(["dashboard", "gateway"]);
  });

  test("the demo's addresses are those of the demo tools, in the one range where the gateway may go", () => {
    const { PORT, SMTP_PORT } = imageOf("demo-tools").env;
    expect(service("seed").environment?.["DEMO_TOOLS_URL"]).toBe(`http://demo-tools:${PORT}/mcp`);
    expect(demo["DEV_MAIL_URL"]).toBe(`http://demo-tools:${PORT}/mail`);
    expect(demo["SMTP_URL"]).toBe(`smtp://demo-tools:${SMTP_PORT}`);
    expect(compose.networks["demo"]?.ipam?.config).toEqual([{ subnet: demo["COUNTERSIGN_EGRESS_ALLOW"] }]);
    expect(plain["COUNTERSIGN_EGRESS_ALLOW"]).toBeUndefined();
  });
});

describe("order", () => {
  const isBefore = (name: string, first: string): boolean =>
    Object.keys(service(name).depends_on ?? {}).some((each) => each === first || isBefore(each, first));

  test.each(["gateway", "worker", "dashboard", "seed"])("%s waits for the migration and for Redis", (name) => {
    expect(service(name).depends_on).toMatchObject({
      migrate: { condition: "service_completed_successfully" },
      redis: { condition: "service_healthy" },
    });
    expect(isBefore(name, "postgres")).toBe(true);
  });

  test("whoever is waited for can be: healthy ones say how they are, finished ones aren't started again", () => {
    for (const [name, { depends_on: waits = {} }] of services) {
      for (const [first, { condition }] of Object.entries(waits)) {
        const awaited = service(first);
        const says = awaited.healthcheck ?? (awaited.build ? imageOf(first).healthcheck : undefined);
        if (condition === "service_healthy") expect(says, `${name} waits for ${first}`).toBeDefined();
        else expect(awaited, `${name} waits for ${first}`).toMatchObject({ restart: "no" });
      }
    }
  });

  test("the platform itself needs no part of the demo", () => {
    for (const [name, { profiles, depends_on: waits = {} }] of services.filter(([, each]) => !each.profiles)) {
      expect(profiles).toBeUndefined();
      for (const first of Object.keys(waits)) expect(service(first).profiles, `${name} → ${first}`).toBeUndefined();
    }
  });

  test("Redis writes everything down and evicts nothing", () => {
    const command = service("redis").command?.join(" ") ?? "";
    for (const words of ["--appendonly yes", "--appendfsync everysec", "--maxmemory-policy noeviction"])
      expect(command).toContain(words);
  });

  test("networks and volumes that are used exist; the stores have no way out", () => {
    for (const [, { networks = [], volumes = [] }] of services) {
      expect(Object.keys(compose.networks)).toEqual(expect.arrayContaining([...networks]));
      expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(volumes.map((each) => each.split(":")[0])));
    }
    for (const store of ["postgres", "redis"]) expect(service(store).networks).toEqual(["stores"]);
    expect(compose.networks["stores"]).toEqual({ internal: true });
  });
});

describe("images", () => {
  test.each(built)("%s is built in one stage and runs in another, as nobody special, on our Node", (name) => {
    const image = imageOf(name);
    const node = `node:${read(".node-version").trim()}-slim`;
    expect(image.stages).toEqual([`${node} AS build`, node]);
    expect(image.user).toBe("node");
    expect(image.env["NODE_ENV"]).toBe("production");
    for (const source of image.copied) expect(existsSync(path.join(checkout, source)), source).toBe(true);
    expect(image.text).toContain("npm ci --ignore-scripts");
  });

  test.each(apps)("%s is built by the package of that name and assembled as that part", (name) => {
    expect(imageOf(name).text).toContain(
      `--filter=@countersign/${name} && node deploy/docker/assemble.mjs ${name} /out`,
    );
    expect(JSON.parse(read(`apps/${name}/package.json`)).name).toBe(`@countersign/${name}`);
  });
});

describe("the build context", () => {
  test.each([".env", ".env.local", "apps/dashboard/.env", ".local/secrets.json", ".git/config", "tls/server.key"])(
    "%s stays out",
    (file) => expect(isIgnored(file)).toBe(true),
  );

  test.each(["node_modules/next/package.json", "apps/dashboard/node_modules/nuqs", "apps/gateway/dist/main.mjs"])(
    "%s, which the build makes, stays out",
    (file) => expect(isIgnored(file)).toBe(true),
  );

  test("every source that git knows and a build reads is in it", () => {
    const roots = ["apps", "packages", "prisma", "scripts/build", "deploy", "package.json", "package-lock.json"];
    const listed = spawnSync("git", ["ls-files", ...roots, ".npmrc", "turbo.json", "tsconfig.base.json"], {
      cwd: checkout,
      encoding: "utf8",
    });
    const files = listed.stdout.trim().split("\n");
    expect(files.length).toBeGreaterThan(500);
    expect(files.filter(isIgnored)).toEqual([]);
  });
});
