import { createServer, type Server } from "node:http";
import { type PostgresServer, startPostgresServer } from "./postgres-server.ts";
import { sharedServicesVariable } from "./shared-services.ts";

/**
 * Vitest's global setup: one Postgres cluster for the whole run, started when the first test asks for it, stopped
 * after the last. Workers ask over loopback, so a run without database tests starts no database.
 */
export async function setup(): Promise<() => Promise<void>> {
  let postgres: Promise<PostgresServer> | undefined;
  const server = createServer((_request, response) => {
    postgres ??= startPostgresServer();
    postgres.then(
      ({ url }) => response.end(url),
      (error: unknown) => response.writeHead(500).end(error instanceof Error ? error.message : "unknown"),
    );
  });
  process.env[sharedServicesVariable] = await listen(server);
  return async () => {
    delete process.env[sharedServicesVariable];
    server.closeAllConnections();
    server.close();
    const started = await postgres?.catch(() => undefined);
    await started?.close();
  };
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("The test services have no port."));
      else resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}
