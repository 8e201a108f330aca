import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "queue", isolate: false, include: ["src/**/*.test.ts"] } });
