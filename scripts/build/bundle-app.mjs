import { rmSync } from "node:fs";
import { build } from "esbuild";

/** Our own packages are TypeScript and go into the bundle; installed ones stay where npm put them. */
const installedPackages = {
  name: "installed-packages",
  setup(builder) {
    builder.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "entry-point" || path.startsWith("@countersign/") ? null : { path, external: true },
    );
  },
};

/**
 * Bundles a process of the platform into `dist/main.mjs`. What it imports late stays in chunks of its own, so that it is
 * also loaded late. `directory`: the app's own.
 */
export async function bundleApp(directory) {
  rmSync(new URL("dist", `file://${directory}/`), { recursive: true, force: true });
  await build({
    absWorkingDir: directory,
    entryPoints: { main: "src/main.ts" },
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    platform: "node",
    target: "node20",
    format: "esm",
    sourcemap: true,
    plugins: [installedPackages],
    logLevel: "warning",
  });
}
