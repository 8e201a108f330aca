import { rmSync } from "node:fs";
import { build } from "esbuild";

rmSync(new URL("dist", import.meta.url), { recursive: true, force: true });

await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: { main: "src/main.ts", "prepare-database": "src/prepare-database.ts" },
  outdir: "dist",
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  sourcemap: true,
  // pg and the mail packages are CommonJS and load Node's own modules with require.
  banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  // pg tries its native binding only when asked to; it is never installed.
  external: ["pg-native"],
  logLevel: "warning",
});
