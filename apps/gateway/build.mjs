import { rmSync } from "node:fs";
import { build } from "esbuild";

rmSync(new URL("dist", import.meta.url), { recursive: true, force: true });

/** Our own packages are TypeScript and go into the bundle; installed ones stay where npm put them. */
const installedPackages = {
  name: "installed-packages",
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || path.startsWith("@countersign/") ? null : { path, external: true },
    );
  },
};

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: { main: "src/main.ts" },
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  sourcemap: true,
  // What is imported late (the database) stays in chunks of its own.
  splitting: true,
  plugins: [installedPackages],
  logLevel: "warning",
});
