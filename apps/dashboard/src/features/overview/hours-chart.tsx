import type { Figures } from "#server/views/overview.ts";
import { chartPath } from "./chart-path.ts";

const WIDTH = 560;
const HEIGHT = 112;
const BASE = 130;

export type Period = "24h" | "7d" | "30d";

const PERIOD_WORDS: Readonly<Record<Period, { readonly span: string; readonly piece: string; readonly ago: string }>> =
  {
    "24h": { span: "the last 24 hours", piece: "per hour", ago: "24 h ago" },
    "7d": { span: "the last 7 days", piece: "per 6 hours", ago: "7 d ago" },
    "30d": { span: "the last 30 days", piece: "per day", ago: "30 d ago" },
  };

interface HoursChartProps {
  readonly buckets: Figures["buckets"];
  readonly period: Period;
}

/** The calls of the period, and those denied, piece by piece. */
export function HoursChart({ buckets, period }: HoursChartProps) {
  const words = PERIOD_WORDS[period];
  const calls = buckets.map((bucket) => bucket.calls);
  const most = Math.max(...calls, 1);
  const size = { width: WIDTH, height: HEIGHT, most, base: BASE };
  const line = chartPath(calls, size);
  const total = calls.reduce((sum, count) => sum + count, 0);
  const denied = buckets.reduce((sum, bucket) => sum + bucket.denied, 0);
  return (
    <section aria-labelledby="hours">
      <div className="section-head">
        <h2 id="hours">Calls in {words.span}</h2>
        <span className="label">
          {words.piece}, at most {most.toLocaleString("en-US")}
        </span>
      </div>
      <svg
        className="hours-chart"
        viewBox={`0 0 ${WIDTH} 150`}
        role="img"
        aria-label={`${total} calls in ${words.span}, ${denied} of them denied`}
      >
        <path className="grid-lines" d={`M0 18H${WIDTH}M0 74H${WIDTH}M0 ${BASE}H${WIDTH}`} />
        <path className="allowed-area" d={`${line} V${BASE} H0 Z`} />
        <path className="allowed-line" d={line} />
        <path
          className="denied-line"
          d={chartPath(
            buckets.map((bucket) => bucket.denied),
            size,
          )}
        />
        <text x="0" y="146">
          {words.ago}
        </text>
        <text x={WIDTH} y="146" textAnchor="end">
          now
        </text>
      </svg>
      <p className="label m-0">
        <span className="key allowed-key" aria-hidden="true" /> all calls{" "}
        <span className="key denied-key" aria-hidden="true" /> denied
      </p>
    </section>
  );
}
