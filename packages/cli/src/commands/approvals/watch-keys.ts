import { type Approval, type Decision, decideApproval, readApproval } from "../../api/approvals.ts";
import type { ManagementApi } from "../../api/management-api.ts";
import type { CommandStreams } from "../../command.ts";
import { terminalText } from "../../terminal-text.ts";
import { approvalName, approvalText, standingLine } from "./approval-text.ts";
import type { Terminal } from "./terminal.ts";
import type { WaitingList } from "./waiting-list.ts";

interface Watched {
  readonly api: ManagementApi;
  readonly list: WaitingList;
  readonly terminal: Terminal;
  readonly streams: CommandStreams;
}

/**
 * Decides approvals by keys. A key decides only what it was shown: nothing comes into view but by `n`, so that a key
 * pressed twice, or just as something else comes up, decides nothing.
 */
export class WatchKeys {
  readonly #watched: Watched;
  #shown: Approval | null = null;
  /** The last one looked at; the next is the one after it. */
  #lastId: string | null = null;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  /** Obeys keys until the person ends it. Gives the exit code. */
  async run(): Promise<number> {
    this.prompt();
    for (;;) {
      const key = await this.#watched.terminal.key();
      if (key === "q") return 0;
      const shown = this.#shown?.canDecide ? this.#shown : null;
      if (key === "n") await this.#showNext();
      else if (shown && key === "a") await this.#approve(shown);
      else if (shown && key === "d") await this.#deny(shown);
      else this.prompt();
    }
  }

  /** Says which keys there are. */
  prompt(): void {
    const waiting = this.#watched.list.waiting.length;
    const about = this.#shown
      ? `${approvalName(this.#shown)}: ${this.#shown.canDecide ? "a approve · d deny · " : ""}`
      : `${waiting} ${waiting === 1 ? "waits" : "wait"}: `;
    this.#say(`${about}n next · q quit\n`);
  }

  async #showNext(): Promise<void> {
    const { waiting } = this.#watched.list;
    const at = waiting.findIndex(({ id }) => id === this.#lastId);
    const next = waiting[at + 1] ?? waiting[0];
    this.#shown = null;
    if (next) {
      this.#lastId = next.id;
      const read = await readApproval(this.#watched.api, next.id);
      if (read.kind === "ANSWERED") {
        this.#shown = read.value;
        this.#say(`\n${approvalText(read.value)}`);
      } else {
        this.#say(`${terminalText(read.detail)}\n`);
      }
    }
    this.prompt();
  }

  #approve(shown: Approval): Promise<void> {
    return this.#decide(shown, { kind: "approve", revision: shown.revision, note: null });
  }

  async #deny(shown: Approval): Promise<void> {
    const reason = await this.#watched.terminal.line("Why? The agent is told: ", this.#watched.streams.output);
    if (reason) await this.#decide(shown, { kind: "deny", reason });
    else this.prompt();
  }

  async #decide({ id }: Approval, decision: Decision): Promise<void> {
    this.#shown = null;
    const answered = await decideApproval(this.#watched.api, id, decision);
    this.#say(answered.kind === "ANSWERED" ? standingLine(answered.value) : `${terminalText(answered.detail)}\n`);
    this.prompt();
  }

  #say(text: string): void {
    this.#watched.streams.output.write(text);
  }
}
