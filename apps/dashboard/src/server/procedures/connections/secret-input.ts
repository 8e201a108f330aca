import type { CredentialInput } from "@countersign/usecases";
import { Secret } from "@countersign/vault";
import { z } from "zod";

/** What a connection presents upstream, as a form gives it. It is sealed at once and never comes back. */
export const secretInputSchema = z.object({
  kind: z.enum(["bearer", "header"]),
  headerName: z.string().max(100).optional().meta({ description: "Of kind header: its name, such as X-Api-Key." }),
  value: z.string().max(5_000),
});

export function credentialInput({ kind, headerName, value }: z.infer<typeof secretInputSchema>): CredentialInput {
  return { kind, value: new Secret(value), ...(headerName === undefined ? {} : { headerName }) };
}
