export type { EgressCode, EgressRefusal, UrlCheck } from "./check-url.ts";
export { createEgress, type Egress, type EgressOptions, type EgressPool, type PoolOptions } from "./egress.ts";
export { EgressRefused, type Resolver } from "./pinned-connector.ts";
