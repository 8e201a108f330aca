import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "usecases", include: ["src/**/*.test.ts"] } });
