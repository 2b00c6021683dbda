// Rows of a bench (docs/rules/bench.md): medians and percentiles, printed as JSON lines.

export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

// One row from the same figure of several runs: their median, and how far they lie apart.
export function row(bench, name, figures, unit, more = {}) {
  const value = percentile(figures, 0.5);
  const spread = value === 0 ? 0 : (Math.max(...figures) - Math.min(...figures)) / value;
  const round = (number) => Number(number.toPrecision(3));
  console.log(JSON.stringify({ bench, row: name, value: round(value), unit, n: figures.length, spread: round(spread), ...more }));
}

export const progress = (text) => process.stderr.write(`  ${text}\n`);
