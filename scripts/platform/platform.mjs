import { step } from "../terminal/report.mjs";
import { addresses, appDefinitions, toolEnvironment } from "./apps.mjs";
import { build, generate } from "./build.mjs";
import { migrate, prepareDemoDatabase, prepareDemoDatabaseFromSource, seed } from "./data.mjs";
import { remove, writeJson } from "./files.mjs";
import { ensureDatabases, startPostgres } from "./postgres.mjs";
import { startRedis } from "./redis.mjs";
import { loadSecrets } from "./secrets.mjs";

/**
 * Brings a whole platform up and writes its up.json once everything answers.
 * @param {object} options
 * @param {object} options.files where it lives, see platformFiles
 * @param {Record<string, number>} options.ports
 * @param {{ kind: string, path: string }} [options.redis] how to run Redis, unless the user has one
 * @param {{ databaseUrl?: string, redisUrl?: string }} [options.own] stores of the user's own, used instead of ours
 * @param {ReturnType<import("./supervisor.mjs").createSupervisor>} options.supervisor
 * @param {string} [options.dataDir] where Postgres keeps its data; a temporary folder if not given
 * @param {boolean} [options.isDev] run from the sources and watch them
 * @param {string[]} [options.gateways] names of the gateways to run
 * @param {{ port: number, clientId: string, clientSecret: string, signingSecret: string }} [options.slack] a fake Slack's
 * @returns {Promise<object>} what up.json holds
 * @throws when a part does not come up; what was started stays with the supervisor
 */
export async function bringUp(options) {
  const { files, ports, supervisor, isDev = false } = options;
  remove(files.up);
  remove(files.logs);
  const secrets = loadSecrets(files.secrets);
  const stores = await step("Postgres and Redis", () => startStores({ ...options, secrets }));
  await step(isDev ? "Generate" : "Generate and build", () => (isDev ? generate() : build()));
  const env = toolEnvironment({ ports, secrets, ...stores });
  await step("Migrate", () => migrate(env));
  const apps = appDefinitions({ ...options, ...stores, secrets, isDev });
  await step("Demo tools", async () => {
    await (isDev ? prepareDemoDatabaseFromSource(env) : prepareDemoDatabase(env));
    await supervisor.startApp(apps.demo);
  });
  const made = await step("Seed", () => seed({ scenario: options.scenario ?? "demo", files, env }));
  await step(`${apps.product.map(({ name }) => name).join(", ")}`, async () => {
    await Promise.all(apps.product.map((definition) => supervisor.startApp(definition)));
  });
  const up = { ...upFile(ports, made), ...(options.slack && { slack: options.slack }) };
  writeJson(files.up, up);
  return up;
}

async function startStores({ files, ports, redis, own = {}, supervisor, dataDir, secrets }) {
  const common = { logFolder: files.logs, onStart: supervisor.watch };
  const password = secrets.postgresPassword;
  const starting = [
    own.databaseUrl ? { url: own.databaseUrl } : startPostgres({ port: ports.postgres, password, dataDir, ...common }),
    own.redisUrl ? { url: own.redisUrl } : startRedis({ redis, port: ports.redis, folder: files.redis, ...common }),
  ];
  const results = await Promise.allSettled(starting);
  const failed = results.find(({ status }) => status === "rejected");
  if (failed) throw failed.reason;
  const [databaseUrl, redisUrl] = results.map(({ value }) => value.url);
  const product = new URL(databaseUrl).pathname.slice(1);
  await ensureDatabases(databaseUrl, own.databaseUrl ? ["countersign_demo"] : [product, "countersign_demo"]);
  const given = Object.entries({ DATABASE_URL: own.databaseUrl, REDIS_URL: own.redisUrl }).filter(([, url]) => url);
  return { databaseUrl, redisUrl, note: given.length > 0 ? `yours: ${given.map(([name]) => name).join(", ")}` : "" };
}

/** Exactly what contracts promise about up.json. */
function upFile(ports, made) {
  const { dashboardUrl, gatewayUrl, workerUrl, mailUrl, demoUrl } = addresses(ports);
  const { organization, login, managementToken, agents, connections } = made;
  return {
    dashboardUrl,
    gatewayUrl,
    workerUrl,
    mailUrl,
    demoUrl,
    organization,
    login,
    managementToken,
    agents,
    connections,
  };
}
