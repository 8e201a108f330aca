/** Set by the global setup: where workers ask for what one run shares. */
export const sharedServicesVariable = "COUNTERSIGN_TEST_SERVICES";

/**
 * The shared Postgres of this vitest run, started at the first question.
 * @returns its superuser URL; undefined when the run has no global setup.
 * @throws when the shared server could not be started.
 */
export async function sharedPostgresUrl(): Promise<string | undefined> {
  const services = process.env[sharedServicesVariable];
  if (!services) return undefined;
  const answer = await fetch(new URL("/postgres", services));
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The shared Postgres did not start: ${text}`);
  return text;
}
