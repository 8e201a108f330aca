import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "telemetry", isolate: false, include: ["src/**/*.test.ts"] } });
