export type { EgressCode, EgressRefusal, UrlCheck } from "./check-url.ts";
export { createEgress, type Egress, type EgressOptions, type PoolOptions } from "./egress.ts";
export { EgressRefused, type Resolver } from "./pinned-connector.ts";
