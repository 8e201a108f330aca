import { z } from "zod";

/** The text of a link, as its page has it from its own address. */
export const tokenField = z.string().max(200);
export const nameField = z.string().trim().min(1, { error: "Say how others should call you." }).max(120);
/** Its rule is checked where it is set, so that the answer is one sentence. */
export const passwordField = z.string().max(1024);
