import { join } from "node:path";
import type { NextConfig } from "next";

const root = join(import.meta.dirname, "../..");

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Workspace packages are TypeScript sources.
  transpilePackages: [
    "@countersign/admission",
    "@countersign/contracts",
    "@countersign/core",
    "@countersign/db",
    "@countersign/policy",
    "@countersign/telemetry",
    "@countersign/ui",
    "@countersign/usecases",
    "@countersign/vault",
  ],
  // Native code, WebAssembly and worker threads can't be bundled.
  serverExternalPackages: ["@node-rs/argon2", "libpg-query", "pino"],
  turbopack: { root },
  outputFileTracingRoot: root,
  // Types are checked by `npm run typecheck`, once.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [
    {
      source: "/:path*",
      headers: [
        { key: "x-content-type-options", value: "nosniff" },
        { key: "x-frame-options", value: "DENY" },
        { key: "referrer-policy", value: "same-origin" },
        { key: "cross-origin-opener-policy", value: "same-origin" },
        { key: "permissions-policy", value: "camera=(), geolocation=(), microphone=(), payment=()" },
      ],
    },
  ],
};

export default config;
