import { handleAuth } from "#server/auth/next-auth.ts";

export { handleAuth as GET, handleAuth as POST };
