interface ChartSize {
  readonly width: number;
  readonly height: number;
  /** The value that reaches the top; above zero. */
  readonly most: number;
  /** Where zero lies, from above. */
  readonly base: number;
}

/** An SVG path through values at even distances from the left edge to the right one. */
export function chartPath(values: readonly number[], { width, height, most, base }: ChartSize): string {
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  const points = values.map((value, index) => {
    const x = Math.round(index * step * 10) / 10;
    const y = Math.round((base - (value / most) * height) * 10) / 10;
    return `${x} ${y}`;
  });
  return points.length === 0 ? `M0 ${base} L${width} ${base}` : `M${points.join(" L")}`;
}
