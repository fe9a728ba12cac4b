/**
 * A long sequence of tokens as parallel streams, read chunk by chunk: stream s is the s-th part of the text, so that its
 * states go on where its last chunk ended. B streams, T steps of a chunk.
 */

/** Where a text is cut. */
export interface StreamSizes {
  /** Streams side by side (B), at most. */
  readonly streams: number;
  /** Steps of a chunk (T), at most. */
  readonly chunkLength: number;
}

/** Chunks that a stream should have at least: a short text is read in fewer streams, so that a pass still has some steps. */
const ENOUGH_CHUNKS = 16;

/** A chunk of all streams. */
export interface Chunk {
  /** (B,T): the classes that are read */
  readonly inputs: Float32Array;
  /** (B,T): the class that follows each of them */
  readonly targets: Float32Array;
}

/** A text in streams. All chunks are equally long; what does not fill one is left out at the ends of the streams. */
export class TextStreams {
  /** Streams (B); fewer than asked for where the text is short. */
  readonly batch: number;
  /** Chunks of each stream; 0 of a text of fewer than two tokens. */
  readonly chunks: number;
  readonly #tokens: Float64Array;
  readonly #chunkLength: number;
  readonly #stride: number;

  constructor(tokens: Float64Array, { streams, chunkLength }: StreamSizes) {
    const pairs = Math.max(0, tokens.length - 1); // of a token and its successor
    this.batch = Math.max(1, Math.min(streams, Math.floor(pairs / (ENOUGH_CHUNKS * chunkLength))));
    this.#stride = Math.floor(pairs / this.batch);
    const all = Math.ceil(this.#stride / chunkLength);
    const few = all <= chunkLength; // then shortening all of them loses less than leaving one out
    this.chunks = few ? all : Math.floor(this.#stride / chunkLength);
    this.#chunkLength = few ? Math.floor(this.#stride / Math.max(1, all)) : chunkLength;
    this.#tokens = tokens;
  }

  /** The chunk of a place, counted from 0. */
  chunk(index: number): Chunk {
    const time = this.#chunkLength;
    const inputs = new Float32Array(this.batch * time);
    const targets = new Float32Array(this.batch * time);
    for (let b = 0; b < this.batch; b++) {
      const start = b * this.#stride + index * time;
      inputs.set(this.#tokens.subarray(start, start + time), b * time);
      targets.set(this.#tokens.subarray(start + 1, start + time + 1), b * time);
    }
    return { inputs, targets };
  }
}
