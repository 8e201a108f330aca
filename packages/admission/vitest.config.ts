import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "admission", isolate: false, include: ["src/**/*.test.ts"] } });
