// Naive2 of the M4 competition: seasonally adjusted by classical multiplicative decomposition where a test of the
// autocorrelation finds a season, the last value, and the season put back.

function autocorrelations(values, count) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const product = (lag) => values.slice(lag).reduce((sum, value, t) => sum + (value - mean) * (values[t] - mean), 0);
  const variance = product(0);
  return Array.from({ length: count }, (_, k) => product(k + 1) / variance);
}

/** Whether the autocorrelation at lag m is outside its 90 % bounds. */
function isSeasonal(values, m) {
  if (values.length < 3 * m) return false;
  const r = autocorrelations(values, m);
  const sum = r.slice(0, m - 1).reduce((total, value) => total + value * value, 0);
  return Math.abs(r[m - 1]) > 1.645 * Math.sqrt((1 + 2 * sum) / values.length);
}

/** Seasonal factors of classical decomposition, of mean 1; that of t is the one at t mod m. */
function seasonalFactors(values, m) {
  const half = m / 2;
  const ratios = Array.from({ length: m }, () => []);
  for (let t = half; t < values.length - half; t++) {
    let trend = (values[t - half] + values[t + half]) / 2;
    for (let j = 1 - half; j < half; j++) trend += values[t + j];
    ratios[t % m].push((values[t] * m) / trend);
  }
  const means = ratios.map((all) => all.reduce((sum, ratio) => sum + ratio, 0) / all.length);
  const mean = means.reduce((sum, value) => sum + value, 0) / m;
  return means.map((value) => value / mean);
}

/** The forecast of `horizon` steps; m is even. */
export function naive2(values, horizon, m) {
  const factors = isSeasonal(values, m) ? seasonalFactors(values, m) : Array.from({ length: m }, () => 1);
  const last = values.length - 1;
  const level = values[last] / factors[last % m];
  return Array.from({ length: horizon }, (_, h) => level * factors[(last + 1 + h) % m]);
}
