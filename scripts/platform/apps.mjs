import path from "node:path";
import { checkout } from "../terminal/run.mjs";
import { withDatabase } from "./postgres.mjs";

const tsx = path.join(checkout, "node_modules/tsx/dist/cli.mjs");
const next = path.join(checkout, "node_modules/next/dist/bin/next");
const host = "127.0.0.1";
const loopback = "127.0.0.0/8,::1/128";

/** Where everything is reached, from the ports in use. */
export function addresses(ports) {
  const at = (part) => `http://${host}:${ports[part]}`;
  return {
    // Browsers have passkeys for names alone, not for addresses.
    dashboardUrl: `http://localhost:${ports.dashboard}`,
    gatewayUrl: at("gateway"),
    workerUrl: at("worker"),
    demoUrl: `${at("demo-tools")}/mcp`,
    mailUrl: `http://localhost:${ports.dashboard}/dev/mail`,
    mailStoreUrl: `${at("demo-tools")}/mail`,
    smtpUrl: `smtp://${host}:${ports.smtp}`,
  };
}

/** What migrations, seed and the demo's preparation need to know. */
export function toolEnvironment({ ports, secrets, databaseUrl, redisUrl }) {
  const { demoUrl, gatewayUrl, dashboardUrl } = addresses(ports);
  return {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    COUNTERSIGN_MASTER_KEY: secrets.masterKey,
    PUBLIC_DASHBOARD_URL: dashboardUrl,
    PUBLIC_GATEWAY_URL: gatewayUrl,
    GATEWAY_URL: gatewayUrl,
    DEMO_TOOLS_URL: demoUrl,
    DEMO_OWNER_PASSWORD: secrets.ownerPassword,
    DEMO_DATABASE_OWNER_URL: withDatabase(databaseUrl, "countersign_demo"),
    DEMO_DATABASE_URL: demoReaderUrl(databaseUrl, secrets),
    COUNTERSIGN_EGRESS_ALLOW: loopback,
    SHARDS: "1",
  };
}

function demoReaderUrl(databaseUrl, secrets) {
  const url = new URL(withDatabase(databaseUrl, "countersign_demo"));
  url.username = "demo_tools_reader";
  url.password = secrets.demoReaderPassword;
  return url.toString();
}

/**
 * The processes of the product and the demo: command, environment and the address that says they are well.
 * @param {{ ports: Record<string, number>, secrets: Record<string, string>, databaseUrl: string, redisUrl: string, files: object, isDev: boolean, gateways?: string[], slack?: object }} options
 */
export function appDefinitions(options) {
  const { ports, secrets, databaseUrl, files, isDev } = options;
  const { mailStoreUrl, smtpUrl, dashboardUrl } = addresses(ports);
  const shared = sharedEnvironment(options);
  const app = (name, env) => ({
    name,
    ...(isDev ? watched(name.replace(/-\d+$/, "")) : bundled(name.replace(/-\d+$/, ""))),
    env: { ...env, HOST: host, PORT: String(ports[name]), NODE_ENV: isDev ? "development" : "production" },
    health: `http://${host}:${ports[name]}/healthz`,
  });
  const gateways = options.gateways ?? ["gateway"];
  return {
    demo: app("demo-tools", {
      SMTP_PORT: String(ports.smtp),
      MAIL_DIR: files.mail,
      DEMO_DATABASE_URL: demoReaderUrl(databaseUrl, secrets),
    }),
    product: [
      app("worker", { ...shared, SMTP_URL: smtpUrl, COUNTERSIGN_CHECKPOINT_FOLDER: files.checkpoints }),
      ...gateways.map((name) => app(name, shared)),
      {
        ...app("dashboard", {
          ...shared,
          NEXTAUTH_SECRET: secrets.nextAuthSecret,
          NEXTAUTH_URL: dashboardUrl,
          SMTP_URL: smtpUrl,
          DEV_MAIL_URL: mailStoreUrl,
        }),
        command: process.execPath,
        args: [next, isDev ? "dev" : "start", "apps/dashboard", "-p", String(ports.dashboard), "-H", host],
        health: `http://${host}:${ports.dashboard}/api/healthz`,
      },
    ],
  };
}

function sharedEnvironment({ ports, secrets, databaseUrl, redisUrl, slack }) {
  const { dashboardUrl, gatewayUrl } = addresses(ports);
  return {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    COUNTERSIGN_MASTER_KEY: secrets.masterKey,
    PUBLIC_DASHBOARD_URL: dashboardUrl,
    PUBLIC_GATEWAY_URL: gatewayUrl,
    COUNTERSIGN_EGRESS_ALLOW: loopback,
    SHARDS: "1",
    ...(slack && slackEnvironment(slack)),
  };
}

function slackEnvironment({ port, clientId, clientSecret, signingSecret }) {
  return {
    SLACK_API_URL: `http://${host}:${port}/api/`,
    SLACK_CLIENT_ID: clientId,
    SLACK_CLIENT_SECRET: clientSecret,
    SLACK_SIGNING_SECRET: signingSecret,
  };
}

function bundled(folder) {
  return { command: process.execPath, args: [path.join(checkout, "apps", folder, "dist/main.mjs")] };
}

function watched(folder) {
  const entry = path.join(checkout, "apps", folder, "src/main.ts");
  return { command: process.execPath, args: [tsx, "watch", "--clear-screen=false", entry] };
}
