/** Series that need not all be in memory: opened by number, or one after another, as often as they are needed. */
import { DataError, OptionError } from "../errors.ts";
import { createRandom } from "../random.ts";
import type { TimeSeries } from "../series/index.ts";
import type { FitOptions } from "../training/index.ts";

/** Series by number. */
export interface NumberedSeries {
  readonly count: number;
  /** Opens a series; asked again it gives the same one. */
  open(index: number): TimeSeries | Promise<TimeSeries>;
}

/** Where a stream of series comes from: numbered ones, which are drawn in random order, or a function that begins them anew. */
export type SeriesSource = NumberedSeries | (() => Iterable<TimeSeries> | AsyncIterable<TimeSeries>);

/** What a fit of a stream may be given. */
export interface StreamOptions extends FitOptions {
  /** Series in memory at once; 8 unless given. */
  readonly poolSize?: number | undefined;
}

/** Series in memory unless it is said. */
const POOL = 8;

/** @throws OptionError unless it is a number of series */
export function poolSizeOf(where: string, { poolSize = POOL }: StreamOptions): number {
  if (Number.isInteger(poolSize) && poolSize >= 1) return poolSize;
  throw new OptionError({ where: `${where} poolSize`, expected: "a whole number of at least 1", found: `${poolSize}` });
}

/** All series of a source, once. */
export async function* allOf(source: SeriesSource): AsyncGenerator<TimeSeries> {
  if (typeof source === "function") yield* source();
  else for (let i = 0; i < source.count; i++) yield await source.open(i);
}

/** The series of a source by place in an endless order. */
export interface SeriesPlaces {
  open(place: number): Promise<TimeSeries>;
  /** Ends what still runs: files that the source holds open are closed. */
  close(): Promise<void>;
}

/**
 * Opens the series of a place in an endless order that runs through all `count` of them again and again: random, or as they come.
 * Places are asked for in ascending order, or nearly; one that lies behind begins a source of the second kind anew.
 */
export function placesOf(source: SeriesSource, count: number, seed: number): SeriesPlaces {
  if (typeof source === "function") return inTurn(source, count);
  const order = createRandom(seed).shuffle(Uint32Array.from({ length: count }, (_, i) => i));
  return { open: async (place) => source.open(order[place % count]!), close: async () => {} };
}

function inTurn(source: () => Iterable<TimeSeries> | AsyncIterable<TimeSeries>, count: number): SeriesPlaces {
  let [next, running] = [0, allOf(source)];
  const close = async (): Promise<void> => void (await running.return(undefined));
  return {
    async open(place) {
      const wanted = place % count;
      if (wanted < next) {
        await close();
        [next, running] = [0, allOf(source)];
      }
      for (;;) {
        const { value, done } = await running.next();
        if (done) throw fewer(count, next);
        if (next++ === wanted) return value;
      }
    },
    close,
  };
}

function fewer(expected: number, found: number): DataError {
  return new DataError({
    where: "stream of series",
    expected: `the ${expected} series that it had at first`,
    found: `${found}`,
    remedy: "give a function that begins the same series anew each time",
  });
}
