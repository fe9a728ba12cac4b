/** Choosing an ARIMA order stepwise. T rows, m a season. Reference: Hyndman & Khandakar 2008, section 3.2. */
import { fitArima, type ArimaFit, type ArimaLags } from "./fit.ts";
import type { ArimaRows } from "./rows.ts";

/** How many lags a search may take. */
export interface LagLimits {
  readonly p: number;
  readonly q: number;
  readonly seasonalP: number;
  readonly seasonalQ: number;
  readonly constant: boolean;
}

type Change = Partial<Record<"p" | "q" | "seasonalP" | "seasonalQ", 1 | -1>>;

/** Neighbours of an order, in the order in which they are tried. */
const changes: readonly Change[] = (
  [
    ["seasonalP", "seasonalQ"],
    ["p", "q"],
  ] as const
).flatMap(([a, b]): Change[] => [
  { [a]: -1 },
  { [b]: -1 },
  { [a]: 1 },
  { [b]: 1 },
  { [a]: -1, [b]: -1 },
  { [a]: -1, [b]: 1 },
  { [a]: 1, [b]: -1 },
  { [a]: 1, [b]: 1 },
]);

const MOST_ORDERS = 94;

const keyOf = ({ p, q, seasonalP, seasonalQ, constant }: ArimaLags): string =>
  [p, q, seasonalP, seasonalQ, constant].join();

function changed(lags: ArimaLags, change: Change): ArimaLags {
  return {
    p: lags.p + (change.p ?? 0),
    q: lags.q + (change.q ?? 0),
    seasonalP: lags.seasonalP + (change.seasonalP ?? 0),
    seasonalQ: lags.seasonalQ + (change.seasonalQ ?? 0),
    constant: lags.constant,
  };
}

const within = (lags: ArimaLags, limits: LagLimits): boolean =>
  (["p", "q", "seasonalP", "seasonalQ"] as const).every((name) => lags[name] >= 0 && lags[name] <= limits[name]);

/** Orders that every search looks at: none, both parts, autoregressive, moving average, and none without a constant. */
function firstOrders(limits: LagLimits): ArimaLags[] {
  const { constant } = limits;
  const none = { p: 0, q: 0, seasonalP: 0, seasonalQ: 0, constant };
  const least = (name: "p" | "q" | "seasonalP" | "seasonalQ", count: number): number => Math.min(limits[name], count);
  return [
    none,
    {
      p: least("p", 2),
      q: least("q", 2),
      seasonalP: least("seasonalP", 1),
      seasonalQ: least("seasonalQ", 1),
      constant,
    },
    { ...none, p: least("p", 1), seasonalP: least("seasonalP", 1) },
    { ...none, q: least("q", 1), seasonalQ: least("seasonalQ", 1) },
    { ...none, constant: false },
  ];
}

/** The order with the least AICc that steps from neighbour to neighbour find, on rows (T). */
export function selectArima(data: ArimaRows, m: number, limits: LagLimits): ArimaFit {
  const seen = new Set<string>();
  let best: ArimaFit | undefined;
  const isBetter = (lags: ArimaLags): boolean => {
    if (!within(lags, limits) || seen.has(keyOf(lags)) || seen.size >= MOST_ORDERS) return false;
    seen.add(keyOf(lags));
    const fit = fitArima(data, m, lags, best);
    if (best && !(fit.aicc < best.aicc)) return false;
    best = fit;
    return true;
  };
  for (const lags of firstOrders(limits)) isBetter(lags);
  for (let again = true; again;) {
    const { lags } = best!;
    const turned = limits.constant ? [{ ...lags, constant: !lags.constant }] : [];
    again = [...changes.map((change) => changed(lags, change)), ...turned].some(isBetter);
  }
  return fitArima(data, m, best!.lags, best);
}
