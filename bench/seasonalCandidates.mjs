// A seasonal forecast by hard choice: of eight simple candidates in logs the one with the least error on the last two
// horizons of the training part.

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

const half = (a, b) => a.map((value, h) => (value + b[h]) / 2);

/** The candidates' forecasts of logs `x`: m rows are the short season, S the long one. */
function candidates(x, horizon, m, S) {
  const n = x.length;
  const steps = Array.from({ length: horizon }, (_, h) => h);
  const day = steps.map((h) => x[n - m + (h % m)]);
  const week = steps.map((h) => x[n - S + (h % S)]);
  const pattern = (t) => (x[n - S + (((t - n) % S) + S) % S] + x[n - 2 * S + (((t - n) % S) + S) % S]) / 2; // prettier-ignore
  const two = steps.map((h) => pattern(n + h));
  const shifted = (rows) => {
    const shift = mean(Array.from({ length: rows }, (_, j) => x[n - 1 - j] - pattern(n - 1 - j)));
    return two.map((value) => value + shift);
  };
  const byDay = shifted(m);
  return [day, week, two, byDay, shifted(S), shifted(Math.max(m, horizon)), half(day, week), half(day, byDay)];
}

/** The forecast of `horizon` steps after `values`. */
export function seasonalCandidate(values, horizon, m, S) {
  const x = values.map((value) => Math.log(Math.max(value, 1e-3)));
  if (x.length < 2 * S + 3 * horizon)
    return Array.from({ length: horizon }, (_, h) => values[values.length - m + (h % m)]);
  const errors = new Float64Array(8);
  for (const back of [2 * horizon, horizon]) {
    const cut = x.length - back;
    candidates(x.slice(0, cut), horizon, m, S).forEach((forecast, i) => {
      forecast.forEach((value, h) => (errors[i] += Math.abs(x[cut + h] - value)));
    });
  }
  const best = errors.indexOf(Math.min(...errors));
  return candidates(x, horizon, m, S)[best].map(Math.exp);
}
