import type { JsonObject } from "@countersign/core";
import type { ProgressUpdate } from "@countersign/mcp";
import type { CompiledCostSoFar } from "@countersign/policy";

export interface StreamBudgetOptions {
  /** As the agent sent them. */
  readonly args: JsonObject;
  readonly costSoFar: CompiledCostSoFar;
  /** What is set aside for the call, micro-USD. */
  readonly reserveMicros: bigint;
  /** Stops the call. */
  readonly cut: () => void;
}

/**
 * Watches what a running call says it has cost, and cuts it where that reaches what was set aside for it: nothing that
 * comes after is passed on. What can't be priced counts as spent.
 */
export class StreamBudget {
  readonly #options: StreamBudgetOptions;
  #spentMicros: bigint | null = null;

  constructor(options: StreamBudgetOptions) {
    this.#options = options;
  }

  /** What the call had cost when it was cut, micro-USD, at least what was set aside; null while it wasn't. */
  get spentMicros(): bigint | null {
    return this.#spentMicros;
  }

  /** Passes on what is within the budget. */
  meter(pass: (update: ProgressUpdate) => void): (update: ProgressUpdate) => void {
    const { args, costSoFar, reserveMicros, cut } = this.#options;
    return (update) => {
      if (this.#spentMicros !== null) return;
      const cost = costSoFar.evaluate({ args, progress: update.progress });
      if (typeof cost === "bigint" && cost < reserveMicros) return pass(update);
      this.#spentMicros = typeof cost === "bigint" ? cost : reserveMicros;
      cut();
    };
  }
}
