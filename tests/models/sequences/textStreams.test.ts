import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TextStreams } from "../../../src/models/sequences/textStreams.ts";

const counted = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => i);

describe("TextStreams", () => {
  it("reads parts of the text side by side, chunk after chunk, with the tokens that follow as targets", () => {
    const streams = new TextStreams(counted(65), { streams: 2, chunkLength: 2 });
    expect([streams.batch, streams.chunks]).toEqual([2, 16]);
    const first = streams.chunk(0);
    expect(Array.from(first.inputs)).toEqual([0, 1, 32, 33]);
    expect(Array.from(first.targets)).toEqual([1, 2, 33, 34]);
    expect(Array.from(streams.chunk(15).targets)).toEqual([31, 32, 63, 64]);
  });

  it("reads a short text in fewer streams, so that each has chunks enough", () => {
    const streams = new TextStreams(counted(100), { streams: 32, chunkLength: 4 });
    expect([streams.batch, streams.chunks]).toEqual([1, 24]);
  });

  it("reads a text that fills no chunk in one shorter one", () => {
    const streams = new TextStreams(counted(4), { streams: 8, chunkLength: 64 });
    expect([streams.batch, streams.chunks]).toEqual([1, 1]);
    expect(Array.from(streams.chunk(0).targets)).toEqual([1, 2, 3]);
  });

  it("has no chunk of fewer than two tokens", () => {
    for (const length of [0, 1])
      expect(new TextStreams(counted(length), { streams: 4, chunkLength: 4 }).chunks).toBe(0);
    expect(new TextStreams(counted(2), { streams: 4, chunkLength: 4 }).chunks).toBe(1);
  });

  it("goes on in each chunk where the one before ended, and leaves out less than a chunk of each stream", () => {
    const sizes = fc.record({ streams: fc.integer({ min: 1, max: 9 }), chunkLength: fc.integer({ min: 1, max: 9 }) });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 900 }), sizes, (length, given) => {
        const streams = new TextStreams(counted(length), given);
        const { batch, chunks } = streams;
        const time = streams.chunk(0).inputs.length / batch;
        expect(time).toBeLessThanOrEqual(given.chunkLength);
        const read = new Set<number>();
        const ends: number[] = [];
        for (let index = 0; index < chunks; index++) {
          const { inputs, targets } = streams.chunk(index);
          expect(Array.from(targets)).toEqual(Array.from(inputs, (token) => token + 1));
          for (let b = 0; b < batch; b++) {
            const own = inputs.subarray(b * time, (b + 1) * time);
            if (index > 0) expect(own[0]).toBe(ends[b]! + 1);
            ends[b] = own.at(-1)!;
            own.forEach((token) => read.add(token));
          }
        }
        expect(read.size).toBe(batch * chunks * time);
        const spare = (length - 1) % batch; // tokens that make no whole step of all streams
        expect(length - 1 - spare - read.size).toBeLessThanOrEqual(batch * (given.chunkLength - 1));
      }),
    );
  });
});
