import { z } from "zod";

/** Why somebody denies a call: the agent is told. */
export const reasonField = z.string().trim().min(1).max(500);
