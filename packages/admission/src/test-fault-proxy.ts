import { connect, createServer, type Socket } from "node:net";

/** Stands between this package's tests and Redis. `mute` drops replies, `refuse` drops connections. */
export interface FaultProxy {
  readonly url: string;
  fault: "mute" | "refuse" | null;
  close(): Promise<void>;
}

export async function startFaultProxy(redisUrl: string): Promise<FaultProxy> {
  const upstream = new URL(redisUrl);
  const sockets = new Set<Socket>();
  let fault: FaultProxy["fault"] = null;
  const server = createServer((client) => {
    if (fault === "refuse") {
      client.destroy();
      return;
    }
    const redis = connect(Number(upstream.port), upstream.hostname);
    for (const socket of [client, redis]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        client.destroy();
        redis.destroy();
      });
    }
    client.pipe(redis);
    redis.on("data", (chunk) => {
      if (fault !== "mute") client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `redis://127.0.0.1:${address.port}`,
    get fault() {
      return fault;
    },
    set fault(next) {
      fault = next;
      if (next === "refuse") cut();
    },
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
