# Looks for the seasonal adjustment of the M3 competition (2000), which was not published: forecasts M3 Quarterly by Naive2 with every pair of
# a test for a season and an average of seasonal ratios below, and counts the pairs that give both figures of the entrant NAIVE2.
# usage: python3 scripts/m3Naive2Search.py   (two minutes of processor time; needs numpy and scipy; series in SEQCAST_DATA, ../shared/data unless set)
import csv
import os
import warnings

import numpy as np
from scipy import stats

warnings.simplefilter("ignore")
SMAPE, MASE = 9.950605, 1.238362  # of the entrant's stored forecasts
M = 4
folder = os.environ.get("SEQCAST_DATA", "../shared/data")


def series():
    for row in csv.DictReader(open(os.path.join(folder, "m3/m3_quarterly.csv"))):
        values = np.array(row["values"].split(), float)
        n = int(row["n_train"])
        yield values[:n], values[n:], int(row["start"].split("-")[1]) - 1


data = list(series())
count = len(data)


def scores(x, y, f):
    return np.mean(200 * abs(y - f) / (abs(y) + abs(f))), np.mean(abs(y - f)) / np.mean(abs(x[M:] - x[:-M]))


# --- Trends: what the rows are divided by; NaN where there is none.
def moving(x, weights, before):
    inner = np.convolve(x, weights, "valid")
    return np.concatenate([np.full(before, np.nan), inner, np.full(len(x) - len(inner) - before, np.nan)])


def polynomial(x, degree):
    t = np.arange(len(x))
    return np.polyval(np.polyfit(t, x, degree), t)


def level_ends(x):
    trend = moving(x, centred, 2)
    trend[:2], trend[-2:] = trend[2], trend[-3]
    return trend


def line_ends(x):
    trend = moving(x, centred, 2)
    trend[:2] = trend[2] - (trend[3] - trend[2]) * np.array([2, 1])
    trend[-2:] = trend[-3] + (trend[-3] - trend[-4]) * np.array([1, 2])
    return trend


centred = np.array([1, 2, 2, 2, 1]) / 8
triple = np.convolve(centred, np.ones(3) / 3)
trends = {
    "centred": lambda x: moving(x, centred, 2),
    "centred, geometric": lambda x: np.exp(moving(np.log(x), centred, 2)),
    "centred, ends level": level_ends,
    "centred, ends on a line": line_ends,
    "centred and of three": lambda x: moving(x, triple, 3),
    "four, early": lambda x: moving(x, np.ones(4) / 4, 1),
    "four, late": lambda x: moving(x, np.ones(4) / 4, 2),
    "four, trailing": lambda x: moving(x, np.ones(4) / 4, 3),
    "five": lambda x: moving(x, np.ones(5) / 5, 2),
    "line": lambda x: polynomial(x, 1),
    "parabola": lambda x: polynomial(x, 2),
    "mean": lambda x: np.full(len(x), x.mean()),
}


# --- Averages of the ratios of one quarter, in order of time.
def medial(least):
    return lambda a: np.sort(a)[1:-1].mean() if len(a) >= least else a.mean()


def winsorized(a):
    return np.clip(a, *np.sort(a)[[1, -2]]).mean() if len(a) > 2 else a.mean()


def without_outliers(deviations):
    def average(a):
        kept = abs(a - a.mean()) <= deviations * a.std(ddof=1) if len(a) > 2 else np.ones(len(a), bool)
        return a[kept].mean() if kept.any() else a.mean()

    return average


def smoothed(alpha):
    def average(a):
        level = a[0]
        for ratio in a[1:]:
            level += alpha * (ratio - level)
        return level

    return average


def at_end(weights):  # the last weights of X-11's seasonal filters
    return lambda a: a[-len(weights) :] @ weights if len(a) >= len(weights) + 2 else a.mean()


averages = {"mean": np.mean, "median": np.median, "winsorized": winsorized}
averages |= {f"medial from {k}": medial(k) for k in (3, 4, 5, 6)}
averages |= {f"medial of the last {k}": lambda a, k=k: medial(3)(a[-k:]) for k in (4, 5, 6, 7)}
averages |= {f"within {k} deviations": without_outliers(k) for k in (1, 1.5, 2, 2.5)}
averages |= {f"last {k}": lambda a, k=k: a[-k:].mean() for k in (2, 3, 4, 5, 6, 7, 8, 10)}
averages |= {f"smoothed by {k}": smoothed(k) for k in (0.1, 0.2, 0.3, 0.4, 0.5)}
averages |= {"linear weights": lambda a: np.average(a, weights=np.arange(1, len(a) + 1))}
averages |= {"geometric": lambda a: np.exp(np.log(a).mean()), "middle": lambda a: (a.min() + a.max()) / 2}
averages |= {"3x3": at_end(np.array([5, 11, 11]) / 27), "3x5": at_end(np.array([9, 17, 17, 17]) / 60)}
rows_used = {
    "all": lambda n, quarter: (0, n),
    "calendar years": lambda n, quarter: (-quarter % M, n - (n + quarter) % M),
    "whole years from the end": lambda n, quarter: (n % M, n),
}


def gains():
    """Names, and for every series what adjusting it adds to sMAPE and MASE: [averages, series, 2]."""
    names, gained = [], []
    for used, bounds in rows_used.items():
        for trend, of in trends.items():
            ratios = []
            for x, _, quarter in data:
                start, end = bounds(len(x), quarter)
                ratio = np.full(len(x), np.nan)
                ratio[start:end] = x[start:end] / of(x[start:end])
                ratios.append([part[~np.isnan(part)] for part in (ratio[k::M] for k in range(M))])
            for average, by in averages.items():
                factors = [np.array([by(part) for part in parts]) for parts in ratios]
                for digits in (None, 2, 3):
                    names.append((used, trend, average, digits))
                    gained.append([gain(x, y, s / s.mean(), digits) for (x, y, _), s in zip(data, factors)])
    return names, np.array(gained)


def gain(x, y, factors, digits):
    factors = factors if digits is None else np.round(factors, digits)
    ahead = factors[(len(x) + np.arange(len(y))) % M]
    adjusted = scores(x, y, x[-1] / factors[(len(x) - 1) % M] * ahead)
    return np.subtract(adjusted, scores(x, y, np.full(len(y), x[-1])))


# --- Tests: which of the series have a season.
views = {
    "rows": lambda x: x,
    "differences": np.diff,
    "second differences": lambda x: np.diff(x, 2),
    "logs": np.log,
    "differences of logs": lambda x: np.diff(np.log(x)),
    "changes": lambda x: np.diff(x) / x[:-1],
    "less a line": lambda x: x - polynomial(x, 1),
    "logs less a line": lambda x: np.log(x) - polynomial(np.log(x), 1),
    "less a parabola": lambda x: x - polynomial(x, 2),
    "ratios": lambda x: x[2:-2] / np.convolve(x, centred, "valid"),
    "last five years": lambda x: x[-20:],
    "last four years": lambda x: x[-16:],
}
levels = [0, 0.5, 0.67, 0.84, 1, 1.15, 1.28, 1.44, 1.5, 1.6, 1.64, 1.645, 1.65, 1.7, 1.75, 1.8, 1.9]
levels += [1.96, 2, 2.1, 2.2, 2.33, 2.5, 2.576, 2.58, 2.8, 3, 3.5, 4]
lengths = np.array([len(x) for x, _, _ in data])


def autocorrelations(x):
    x = x - x.mean()
    return np.array([x[k:] @ x[:-k] for k in range(1, 6)]) / max(x @ x, 1e-300)


def tests():
    """Masks of the series that are adjusted, by name."""
    masks = {"always": np.ones(count, bool)}
    for view, of in views.items():
        seen = [of(x) for x, _, _ in data]
        n = np.array([len(x) for x in seen])
        r = np.array([autocorrelations(x) for x in seen])
        for kind, rho in {"": r, ", unbiased": r * (n / (n - np.arange(1, 6)[:, None])).T}.items():
            r4 = rho[:, 3]
            statistics = {
                "white noise": r4 * np.sqrt(n),
                "Bartlett": r4 * np.sqrt(n / (1 + 2 * (rho[:, :3] ** 2).sum(1))),
                "Bartlett to lag 4": r4 * np.sqrt(n / (1 + 2 * (rho**2)[:, :4].sum(1))),
                "t": r4 * np.sqrt((n - 2) / np.maximum(1 - r4**2, 1e-9)),
                "t of pairs": r4 * np.sqrt((n - 6) / np.maximum(1 - r4**2, 1e-9)),
                "Box-Pierce": r4 * np.sqrt(n * (n + 2) / (n - 4)),
            }
            for statistic, value in statistics.items():
                for level in levels:
                    masks[view + kind, statistic, level] = value > level
                    masks[view + kind, statistic, level, "either sign"] = abs(value) > level
            for level in np.arange(0.1, 0.95, 0.05):
                masks[view + kind, "r4", level] = r4 > level
            masks[view + kind, "peak"] = (r4 > rho[:, 2]) & (r4 > rho[:, 4])
            masks[view + kind, "largest"] = rho[:, :4].argmax(1) == 3
        offset = {"differences": 1, "differences of logs": 1, "changes": 1, "ratios": 2, "second differences": 2}.get(view, 0)
        groups = [[x[(np.arange(len(x)) + offset) % M == k] for k in range(M)] for x in seen]
        analysis = [stats.f_oneway(*g) for g in groups]
        ranks = np.array([stats.kruskal(*g).pvalue for g in groups])
        for level in (1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 10):
            masks[view, "F", level] = np.array([a.statistic > level for a in analysis])
        for level in (0.2, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001):
            masks[view, "F-test", level] = np.array([a.pvalue < level for a in analysis])
            masks[view, "Kruskal-Wallis", level] = ranks < level
    for name, mask in list(masks.items()):
        for least in (20, 32, 40):
            masks[name, f"{least} rows"] = mask & (lengths >= least)
    return list(masks), np.array(list(masks.values()))


names, gained = gains()
test_names, masks = tests()
base = np.mean([scores(x, y, np.full(len(y), x[-1])) for x, y, _ in data], axis=0)
m4 = masks[test_names.index(("rows", "Bartlett", 1.645, "either sign"))] @ gained[names.index(("all", "centred", "mean", None))]
print("the procedure of M4: {:.6f} / {:.6f}".format(*(base + m4 / count)))
masks, first = np.unique(masks, axis=0, return_index=True)
pairs, near, both = 0, [], 0
for start in range(0, len(masks), 2000):
    part = masks[start : start + 2000].astype(float)
    smape, mase = (part @ gained[:, :, k].T / count + base[k] for k in (0, 1))
    off = np.maximum(abs(smape - SMAPE) / 1e-5, abs(mase - MASE) / 1e-6)
    both += (off < 0.5).sum()
    pairs += off.size
    for place in np.argpartition(off.ravel(), 5)[:5]:
        i, j = divmod(place, off.shape[1])
        near.append((off[i, j], smape[i, j], mase[i, j], test_names[first[start + i]], names[j]))
print(f"{len(masks)} tests, {len(names)} averages, {pairs} pairs; both figures as published: {both}; nearest:")
for _, smape, mase, test, average in sorted(near, key=lambda found: found[0])[:5]:
    print(f"{smape:.6f} / {mase:.6f}", test, average)
