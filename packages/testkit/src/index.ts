export { createTestClock, type TestClock } from "./clock.ts";
export { createMigratedDatabase, type MigratedDatabase, type MigratedDatabaseOptions } from "./migrated-database.ts";
export { startPostgres, type TestDatabase, type TestPostgres } from "./postgres.ts";
export { startRedis, type TestRedis, type TestRedisOptions } from "./redis.ts";
