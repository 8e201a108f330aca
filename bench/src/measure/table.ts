import type { LoadResult } from "../load/closed-loop.ts";

export interface Load extends LoadResult {
  readonly callers: number;
  readonly round: number;
  /** CPU of the measured process for each call, microseconds. */
  readonly cpuUs: number;
}

export interface Row {
  readonly name: string;
  readonly loads: Load[];
  /** At the fixed rate, one each round. */
  readonly rates: LoadResult[];
}

export interface TableOptions {
  readonly machine: string;
  readonly rounds: number;
  readonly callers: readonly number[];
  readonly rate: number;
}

/** The middle value; the mean of the two middle ones where there are two. 0 for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] ?? 0;
  return (low + (sorted[Math.floor(middle)] ?? low)) / 2;
}

/**
 * A Markdown table: calls a second and CPU a call as medians over the rounds, each with its ratio to the bare proxy of the
 * same round, and the range of those ratios, which is the noise.
 */
export function ratioTable(rows: readonly Row[], options: TableOptions): string {
  const bare = rows.find((row) => row.name === "bare");
  const heads = options.callers.flatMap((callers) => [`calls/s at ${callers}`, "to bare", "CPU µs"]);
  const lines = rows.map((row) => {
    const cells = options.callers.flatMap((callers) => {
      const loads = row.loads.filter((load) => load.callers === callers);
      return [
        Math.round(median(loads.map((load) => load.perSecond))).toString(),
        ratios(loads, bare),
        row.name === "direct" ? "" : median(loads.map((load) => load.cpuUs)).toFixed(0),
      ];
    });
    const [p50, p99] = [median(row.rates.map((rate) => rate.p50)), median(row.rates.map((rate) => rate.p99))];
    return `| ${[row.name, ...cells, p50.toFixed(2), p99.toFixed(2)].join(" | ")} |`;
  });
  const head = ["target", ...heads, `p50 ms at ${options.rate}/s`, "p99 ms"];
  return [
    `${options.machine}; ${options.rounds} rounds, interleaved.`,
    "",
    `| ${head.join(" | ")} |`,
    `|${head.map(() => "---").join("|")}|`,
    ...lines,
  ].join("\n");
}

function ratios(loads: readonly Load[], bare: Row | undefined): string {
  const each = loads.flatMap((load) => {
    const other = bare?.loads.find(({ callers, round }) => callers === load.callers && round === load.round);
    return other ? [load.perSecond / other.perSecond] : [];
  });
  return `${median(each).toFixed(2)} (${Math.min(...each).toFixed(2)}-${Math.max(...each).toFixed(2)})`;
}
