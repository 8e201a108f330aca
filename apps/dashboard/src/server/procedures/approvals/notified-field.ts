import { z } from "zod";

/** Sent from a notification: its buttons decide for nobody but the person it was for. */
export const notifiedField = z
  .string()
  .max(80)
  .optional()
  .meta({ description: "Set by notifications: the person that they told. Only that person's session counts." });
