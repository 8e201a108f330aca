import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "#server/router.ts";

type Outputs = inferRouterOutputs<AppRouter>["connections"];

/** A connection as lists show it. */
export type Connection = Outputs["list"]["connections"][number];
/** One of its operations, with the definition that is in use and the one that waits for review. */
export type Operation = Outputs["get"]["operations"][number];
