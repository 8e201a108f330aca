import type { MadeAgent } from "../steps/agents.ts";
import type { World } from "../world.ts";

/** What a scenario made, secrets included: it is printed once and kept by whoever asked. */
export interface Made {
  readonly organization: { readonly id: string; readonly name: string };
  readonly login: { readonly email: string; readonly password: string };
  readonly managementToken: string;
  readonly agents: readonly MadeAgent[];
  readonly connections: readonly { readonly id: string; readonly name: string }[];
  /** Further people who can sign in. */
  readonly members?: readonly { readonly email: string; readonly password: string; readonly role: string }[];
  /** Further organizations. */
  readonly others?: readonly Made[];
}

export type Scenario = (world: World) => Promise<Made>;
