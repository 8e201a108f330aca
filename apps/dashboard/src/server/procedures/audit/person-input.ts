import { z } from "zod";

/** Whose data is meant: the use case says what is wrong with it. */
export const personInput = z
  .string()
  .max(400)
  .meta({ description: "An e-mail address, or the id of a person or former member." });
