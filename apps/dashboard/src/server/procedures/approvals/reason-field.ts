import { z } from "zod";

/** Why somebody denies a call, which the agent is told, or breaks the glass. */
export const reasonField = z.string().trim().min(1).max(500);
