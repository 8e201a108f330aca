import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "testkit", isolate: false, include: ["src/**/*.test.ts"] } });
