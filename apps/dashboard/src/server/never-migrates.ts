/** Stands in the dashboard's bundle for db's migration runner, whose engine reads files beside its source. */
export async function migrate(): Promise<never> {
  throw new Error("the dashboard doesn't migrate; run packages/db's migrate command");
}
