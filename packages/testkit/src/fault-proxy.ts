import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

/** What goes wrong between a client and its server. */
export type Fault =
  /** New connections are dropped, and those there are broken. */
  | { readonly kind: "refuse" }
  /** Bytes of one direction vanish; the connection stays. */
  | { readonly kind: "drop"; readonly what: "requests" | "answers" }
  /** Bytes arrive so many ms later, in order. */
  | { readonly kind: "delay"; readonly ms: number }
  /** Answers come so many bytes at a time, with so many ms between. */
  | { readonly kind: "drip"; readonly bytes: number; readonly everyMs: number }
  /** The connection breaks once so many bytes of its next answer have passed; the request has arrived whole. */
  | { readonly kind: "cut"; readonly afterBytes: number };

/** Stands before a server on loopback: Redis, Postgres, an upstream. Without a fault it only passes bytes on. */
export interface FaultProxy {
  /** The server's URL, by way of the proxy. */
  readonly url: string;
  fault: Fault | null;
  /** Breaks every connection there is now; new ones are as the fault says. */
  breakAll(): void;
  close(): Promise<void>;
}

/** Starts a proxy before the server of a URL; everything but host and port of the URL stays. */
export async function startFaultProxy(serverUrl: string): Promise<FaultProxy> {
  const target = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let fault: Fault | null = null;
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const proxy = createServer((client) => {
    if (fault?.kind === "refuse") {
      client.destroy();
      return;
    }
    const server = connect(Number(target.port), target.hostname);
    const end = (): void => {
      for (const socket of [client, server]) socket.destroy();
    };
    for (const socket of [client, server]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", end);
      socket.on("close", () => sockets.delete(socket));
    }
    pass({ from: client, to: server, direction: "requests", fault: () => fault, end });
    pass({ from: server, to: client, direction: "answers", fault: () => fault, end });
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const url = new URL(serverUrl);
  url.hostname = "127.0.0.1";
  url.port = String((proxy.address() as AddressInfo).port);
  return {
    url: url.toString(),
    get fault() {
      return fault;
    },
    set fault(next) {
      fault = next;
      if (next?.kind === "refuse") breakAll();
    },
    breakAll,
    close: async () => {
      breakAll();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

interface Way {
  readonly from: Socket;
  readonly to: Socket;
  readonly direction: "requests" | "answers";
  readonly fault: () => Fault | null;
  readonly end: () => void;
}

/** Passes one direction on, in order, as the fault of the moment says. */
function pass({ from, to, direction, fault, end }: Way): void {
  let last: Promise<void> = Promise.resolve();
  let passedOfCut = 0;
  // What is on its way arrives before the end does.
  from.on("close", () => void last.then(() => to.end()));
  from.on("data", (chunk: Buffer) => {
    const now = fault();
    if (now?.kind === "drop" && now.what === direction) return;
    if (now?.kind === "cut" && direction === "answers") {
      const rest = Math.max(0, now.afterBytes - passedOfCut);
      passedOfCut += chunk.length;
      if (chunk.length <= rest) to.write(chunk);
      else if (rest === 0) end();
      else to.write(chunk.subarray(0, rest), end);
      return;
    }
    const slices = now?.kind === "drip" && direction === "answers" ? slicesOf(chunk, now.bytes) : [chunk];
    const waitMs = now?.kind === "delay" ? now.ms : now?.kind === "drip" ? now.everyMs : 0;
    if (waitMs === 0) {
      last = last.then(() => void to.write(chunk));
      return;
    }
    // Delayed bytes of one direction overlap; dripped ones follow each other.
    const due = now?.kind === "delay" ? wait(waitMs) : null;
    last = last.then(async () => {
      for (const slice of slices) {
        await (due ?? wait(waitMs));
        if (to.destroyed) return;
        to.write(slice);
      }
    });
  });
}

function slicesOf(chunk: Buffer, bytes: number): Buffer[] {
  const slices: Buffer[] = [];
  for (let at = 0; at < chunk.length; at += bytes) slices.push(chunk.subarray(at, at + bytes));
  return slices;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
