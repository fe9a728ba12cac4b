/** The ridge's forecast worked out once more, slowly: windows row by row, Gaussian elimination, no code of src. */

/** What of the ridge's options the slow solution knows. */
export interface SlowRidge {
  readonly contextLength: number;
  readonly horizon: number;
  readonly seasonLength: number;
  readonly centre: "last" | "season";
  readonly scale: "none" | "deviation" | "difference";
  readonly anchor: "none" | "season" | "seasons";
  readonly drift: "always" | "never";
  readonly logs: "always" | "never";
  readonly penalty: number;
  readonly adjustment: "none" | "always";
  /** Rounds of reweighting; 0 for squared errors. */
  readonly passes: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (values: readonly number[]): number =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** x of A x = b for each column of b, by elimination with pivots. */
function eliminate(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] {
  const rows = a.map((row, i) => [...row, ...b[i]!]);
  for (const i of count(a.length)) {
    const pivot = rows.slice(i).reduce((best, row) => (Math.abs(row[i]!) > Math.abs(best[i]!) ? row : best));
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(i, 0, pivot);
    for (const [j, row] of rows.entries()) {
      const factor = j === i ? 0 : row[i]! / pivot[i]!;
      if (factor !== 0) rows[j] = row.map((value, k) => value - factor * pivot[k]!);
    }
  }
  return rows.map((row, i) => row.slice(a.length).map((value) => value / row[i]!));
}

/** How far each phase lay from the mean of the season that ended with it, discounted, as known a season before row t. */
function patternAt(z: readonly number[], t: number, season: number): number {
  let pattern = 0;
  for (let row = t % season; row + season <= t; row += season) {
    if (row < season - 1) continue;
    const share = Math.max(0.2, 1 / Math.floor((row + 1) / season));
    pattern += share * (z[row]! - mean(z.slice(row + 1 - season, row + 1)) - pattern);
  }
  return pattern;
}

/** The forecast (H) behind the last row. */
export function slowForecast(y: readonly number[], options: SlowRidge): number[] {
  const { contextLength: L, horizon: H, seasonLength: S, adjustment, logs } = options;
  const x = y.map((value) => (logs === "always" ? Math.log(value) : value));
  const [middle, spread] = [mean(x), deviation(x)];
  const z = x.map((value) => (value - middle) / spread);
  const pattern = (t: number): number => (adjustment === "always" ? patternAt(z, t, S) : 0);
  const left = z.map((value, t) => value - pattern(t));
  // beyond the season behind `end` the pattern known before it repeats
  const ahead = (end: number): number[] => count(H).map((h) => pattern(end + (h % S)));

  const windowAt = (end: number): { inputs: number[]; centre: number; scale: number } => {
    const rows = left.slice(end - L, end);
    const centre = options.centre === "last" || adjustment === "always" ? rows[L - 1]! : mean(rows.slice(-S));
    const changes = rows.slice(S).map((value, j) => Math.abs(value - rows[j]!));
    const scales = { none: 1, deviation: deviation(rows) + 0.05, difference: mean(changes) + 0.05 };
    const scale = scales[options.scale];
    const inputs = rows.map((value) => (value - centre) / scale);
    return { inputs: options.drift === "always" ? [...inputs, 1] : inputs, centre, scale };
  };
  const first = adjustment === "always" ? L + S : L;
  const ends = count(z.length - H - first + 1).map((i) => first + i);
  const windows = ends.map(windowAt);
  const targets = windows.map(({ centre, scale }, r) =>
    ahead(ends[r]!).map((off, h) => (z[ends[r]! + h]! - off - centre) / scale),
  );
  const W = solve(options, windows, targets);
  const { inputs, centre, scale } = windowAt(z.length);
  return ahead(z.length).map((off, h) => {
    const value = centre + scale * inputs.reduce((sum, input, j) => sum + input * W[j]![h]!, 0) + off;
    const back = value * spread + middle;
    return logs === "always" ? Math.exp(back) : back;
  });
}

function solve(
  { contextLength: L, horizon: H, seasonLength: S, anchor, penalty, passes }: SlowRidge,
  windows: readonly { inputs: readonly number[]; scale: number }[],
  targets: readonly (readonly number[])[],
): number[][] {
  const p = windows[0]!.inputs.length;
  const seasons = anchor === "none" ? 0 : anchor === "season" ? 1 : Math.floor(L / S);
  const anchored = count(p).map((j) =>
    count(H).map((h) => (count(seasons).some((k) => j === L - (k + 1) * S + (h % S)) ? 1 / seasons : 0)),
  );
  const forecast = (W: readonly (readonly number[])[], r: number, h: number): number =>
    windows[r]!.inputs.reduce((sum, input, j) => sum + input * W[j]![h]!, 0);
  let weights = windows.map(() => 1);
  for (let pass = 0; ; pass++) {
    const total = (a: (r: number) => number): number => weights.reduce((sum, w, r) => sum + w * a(r), 0);
    const input = (r: number, j: number): number => windows[r]!.inputs[j]!;
    const gram = count(p).map((i) => count(p).map((j) => total((r) => input(r, i) * input(r, j))));
    const unit = mean(count(p).map((j) => gram[j]![j]!));
    const matrix = gram.map((row, i) =>
      row.map((value, j) => value + (i === j ? penalty * unit * (i < L ? (2 * (L - i)) / (L + 1) : 1) : 0)),
    );
    const cross = count(p).map((i) =>
      count(H).map((h) => total((r) => input(r, i) * (targets[r]![h]! - forecast(anchored, r, h)))),
    );
    const W = eliminate(matrix, cross).map((row, i) => row.map((value, h) => value + anchored[i]![h]!));
    if (pass === passes) return W;
    const raw = windows.map(
      ({ scale }, r) => scale / (mean(count(H).map((h) => Math.abs(targets[r]![h]! - forecast(W, r, h)))) + 0.02),
    );
    weights = raw.map((value) => value / mean(raw));
  }
}
