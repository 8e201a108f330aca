import type { Figures } from "#server/views/overview.ts";
import { chartPath } from "./chart-path.ts";

const WIDTH = 560;
const HEIGHT = 112;
const BASE = 130;

/** The calls of the last 24 hours, and those denied, hour by hour. */
export function HoursChart({ hours }: { readonly hours: Figures["hours"] }) {
  const calls = hours.map((hour) => hour.calls);
  const most = Math.max(...calls, 1);
  const size = { width: WIDTH, height: HEIGHT, most, base: BASE };
  const line = chartPath(calls, size);
  const total = calls.reduce((sum, count) => sum + count, 0);
  const denied = hours.reduce((sum, hour) => sum + hour.denied, 0);
  return (
    <section aria-labelledby="hours">
      <div className="section-head">
        <h2 id="hours">Calls in the last 24 hours</h2>
        <span className="label">per hour, at most {most.toLocaleString("en-US")}</span>
      </div>
      <svg
        className="hours-chart"
        viewBox={`0 0 ${WIDTH} 150`}
        role="img"
        aria-label={`${total} calls in the last 24 hours, ${denied} of them denied`}
      >
        <path className="grid-lines" d={`M0 18H${WIDTH}M0 74H${WIDTH}M0 ${BASE}H${WIDTH}`} />
        <path className="allowed-area" d={`${line} V${BASE} H0 Z`} />
        <path className="allowed-line" d={line} />
        <path
          className="denied-line"
          d={chartPath(
            hours.map((hour) => hour.denied),
            size,
          )}
        />
        <text x="0" y="146">
          24 h ago
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
