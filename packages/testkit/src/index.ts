export { blockKitProblems, formProblems } from "./block-kit.ts";
export { createTestClock, type TestClock } from "./clock.ts";
export {
  type FakePush,
  type FakePushService,
  type FakePushSubscription,
  startFakePushService,
} from "./fake-push-service.ts";
export { type FakeSlack, type FakeSlackTrouble, startFakeSlack } from "./fake-slack.ts";
export { FAKE_SLACK_TEAM, type FakeSlackMessage } from "./fake-slack-workspace.ts";
export { type Fault, type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
export { type EverythingServer, startEverythingServer } from "./mcp-servers-everything.ts";
export {
  type FixtureEra,
  type FixtureMcpServer,
  type FixtureMcpServerOptions,
  startFixtureMcpServer,
} from "./mcp-servers-fixture.ts";
export type { FixtureCall, FixtureCalls, FixtureHold } from "./mcp-servers-fixture-calls.ts";
export { FIXTURE_TOOLS, type FixtureTool } from "./mcp-servers-fixture-tools.ts";
export { createMigratedDatabase, type MigratedDatabase, type MigratedDatabaseOptions } from "./migrated-database.ts";
export { runOn, startPostgres, type TestDatabase, type TestPostgres } from "./postgres.ts";
export { type CrashingPostgres, startCrashingPostgres } from "./postgres-server.ts";
export { startRedis, type TestRedis, type TestRedisOptions } from "./redis.ts";
export { type SinkMail, type SmtpSink, startSmtpSink } from "./smtp-sink.ts";
export { isSoak, type Volumes, volume } from "./volume.ts";
