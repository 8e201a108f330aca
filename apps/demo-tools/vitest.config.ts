import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "demo-tools", include: ["src/**/*.test.ts"] } });
