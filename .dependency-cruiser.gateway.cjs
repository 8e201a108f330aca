/**
 * What the gateway really loads: imports of types and imports that wait until they are needed (`import()`) don't count
 * here, unlike in .dependency-cruiser.cjs.
 */
const vendor = (names) => `(^|/)node_modules/(${names})(/|$)`;

module.exports = {
  forbidden: [
    {
      name: "gateway-stays-light",
      severity: "error",
      comment: "Every live call passes here; screens, billing and chat have no part in it.",
      from: { path: "^apps/gateway/src/" },
      to: { path: vendor("next|next-auth|react|react-dom|@trpc/[^/]+|stripe|@slack/[^/]+"), reachable: true },
    },
    {
      name: "hot-path-without-database",
      severity: "error",
      comment:
        "A call is decided from memory and admitted by Redis; Postgres may be down or slow without one call noticing.",
      from: { path: "^apps/gateway/src/pipeline/", pathNot: "\\.test\\.ts$" },
      to: { path: ["^packages/db/", vendor("@prisma/[^/]+|prisma|pg")], reachable: true },
    },
  ],
  options: {
    doNotFollow: { path: "(^|/)node_modules/" },
    exclude: {
      path: "^(apps|packages)/[^/]+/(dist/|\\.next/|coverage/|src/generated/|next-env\\.d\\.ts$)",
      dynamic: true,
    },
    tsPreCompilationDeps: false,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".tsx", ".mjs", ".cjs", ".js", ".json"],
    },
  },
};
