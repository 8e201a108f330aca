import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "detect", isolate: false, include: ["src/**/*.test.ts"] } });
