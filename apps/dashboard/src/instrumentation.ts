/** Runs once when the server starts: a wrong setting ends it here, with its name, and not at the first request. */
export async function register(): Promise<void> {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  const { services } = await import("#server/services.ts");
  services();
}
