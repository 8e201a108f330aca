import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "vault", isolate: false, include: ["src/**/*.test.ts"] } });
