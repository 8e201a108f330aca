import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "demo-tools", isolate: false, include: ["src/**/*.test.ts"] } });
