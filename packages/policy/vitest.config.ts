import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "policy", isolate: false, include: ["src/**/*.test.ts"] } });
