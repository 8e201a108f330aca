import { createServer } from "node:net";

/** Where each part listens unless something else already does. */
export const defaultPorts = {
  dashboard: 4600,
  gateway: 4601,
  worker: 4602,
  "demo-tools": 4603,
  smtp: 4604,
  postgres: 4605,
  redis: 4606,
};

const host = "127.0.0.1";

/**
 * Chooses a port for every part: its default, or the next free one.
 * @param {string[]} parts
 * @returns {Promise<{ ports: Record<string, number>, moved: string[] }>} `moved` says in words what was stepped over
 */
export async function choosePorts(parts) {
  const ports = {};
  const moved = [];
  const taken = new Set(Object.values(defaultPorts));
  for (const part of parts) {
    const wanted = defaultPorts[part];
    let port = wanted;
    while (!(await isFree(port)) || (port !== wanted && taken.has(port))) port += 1;
    taken.add(port);
    ports[part] = port;
    if (port !== wanted) moved.push(`${part}: port ${wanted} is taken, using ${port}`);
  }
  return { ports, moved };
}

/** Free ports of the system's choosing, one for each part, all different. */
export async function chooseAnyPorts(parts) {
  const probes = await Promise.all(parts.map(() => listen(0)));
  const ports = Object.fromEntries(parts.map((part, index) => [part, probes[index].address().port]));
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return ports;
}

/** Whether nobody listens on the port. */
export async function isFree(port) {
  try {
    const probe = await listen(port);
    await new Promise((resolve) => probe.close(resolve));
    return true;
  } catch {
    return false;
  }
}

function listen(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen({ port, host, exclusive: true }, () => resolve(probe));
  });
}
