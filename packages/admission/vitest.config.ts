import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "admission", include: ["src/**/*.test.ts"] } });
