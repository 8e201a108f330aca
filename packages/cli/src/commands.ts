import type { Command } from "./command.ts";

/** Every command by its name, in the order in which help lists them; each is loaded only when it is called for. */
export const COMMANDS: { readonly [name: string]: () => Promise<Command> } = {
  approvals: async () => (await import("./commands/approvals/list.ts")).approvalsCommand,
  approve: async () => (await import("./commands/approvals/decide.ts")).approveCommand,
  "audit rotate-key": async () => (await import("./commands/audit/rotate-key.ts")).rotateKeyCommand,
  "audit verify": async () => (await import("./commands/audit/verify.ts")).verifyCommand,
  deny: async () => (await import("./commands/approvals/decide.ts")).denyCommand,
  login: async () => (await import("./commands/session/login.ts")).loginCommand,
  logout: async () => (await import("./commands/session/login.ts")).logoutCommand,
  "organization resume": async () => (await import("./commands/organization/suspension.ts")).resumeCommand,
  "organization suspend": async () => (await import("./commands/organization/suspension.ts")).suspendCommand,
  "policy check": async () => (await import("./commands/policy/check.ts")).checkCommand,
  "policy decide": async () => (await import("./commands/policy/decide.ts")).decideCommand,
  "policy test": async () => (await import("./commands/policy/test.ts")).testCommand,
  recount: async () => (await import("./commands/limits/recount.ts")).recountCommand,
  "restore open": async () => (await import("./commands/restore/restore.ts")).restoreOpenCommand,
  "restore status": async () => (await import("./commands/restore/restore.ts")).restoreStatusCommand,
  tail: async () => (await import("./commands/audit/tail.ts")).tailCommand,
  watch: async () => (await import("./commands/approvals/watch.ts")).watchCommand,
};
