import { z } from "zod";

/** As long as any of it gets: authenticators name credentials in up to 1,023 bytes, and post-quantum keys are large. */
const base64url = z.string().max(16_384);
const authenticatorId = z.string().min(1).max(1_400);
const publicKey = z.literal("public-key");

const answered = { id: authenticatorId, rawId: authenticatorId, type: publicKey };
/** No extension is asked for. */
const withoutExtensions = <T extends object>(answer: T) => ({ ...answer, clientExtensionResults: {} });

/** What a browser says that an authenticator made. */
export const registrationAnswer = z
  .object({
    ...answered,
    response: z.object({
      clientDataJSON: base64url,
      attestationObject: base64url,
      transports: z.array(z.string().max(30)).max(10).exactOptional(),
    }),
  })
  .transform(withoutExtensions);

/** What a browser says that an authenticator signed. */
export const signInAnswer = z
  .object({
    ...answered,
    response: z.object({
      clientDataJSON: base64url,
      authenticatorData: base64url,
      signature: base64url,
      userHandle: z.string().max(100).exactOptional(),
    }),
  })
  .transform(withoutExtensions);

const verification = z.enum(["required", "preferred", "discouraged"]);
const challenge = z.string();
const timeout = z.number().int().exactOptional();

/** What a browser has an authenticator make. */
export const registrationQuestion = z.object({
  challenge,
  timeout,
  rp: z.object({ id: z.string().exactOptional(), name: z.string() }),
  user: z.object({ id: z.string(), name: z.string(), displayName: z.string() }),
  pubKeyCredParams: z.array(z.object({ alg: z.number().int(), type: publicKey })),
  excludeCredentials: z
    .array(z.object({ id: z.string(), type: z.string(), transports: z.array(z.string()).exactOptional() }))
    .exactOptional(),
  authenticatorSelection: z
    .object({
      residentKey: verification.exactOptional(),
      requireResidentKey: z.boolean().exactOptional(),
      userVerification: verification.exactOptional(),
    })
    .exactOptional(),
  attestation: z.enum(["none", "indirect", "direct", "enterprise"]).exactOptional(),
});

/** What a browser has an authenticator sign. */
export const signInQuestion = z.object({
  challenge,
  timeout,
  rpId: z.string().exactOptional(),
  userVerification: verification.exactOptional(),
});
