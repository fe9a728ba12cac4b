import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ModelFileError } from "../../src/errors.ts";
import { numericsClass, useKernels, useNumerics } from "../../src/kernels/index.ts";
import { loadForecaster, lstm, naive, seasonalNaive } from "../../src/models/index.ts";
import { decodeModel, encodeModel } from "../../src/models/modelFile.ts";
import { sine, withCovariates } from "../contract/examples.ts";
import { fusing } from "../kernels/relaxedSimd.ts";

const text = (json: unknown): Uint8Array =>
  new TextEncoder().encode(typeof json === "string" ? json : JSON.stringify(json));
/** A file of the given header and data, whatever they are. */
function fileOf(header: unknown, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const head = text(header);
  const bytes = new Uint8Array(8 + head.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  bytes.set(data, 8 + head.length);
  return bytes;
}
const metadata = { seqcast: JSON.stringify({ format: 1, model: "naive" }) };

/** What loading gives: "loaded", or the error. */
async function attempt(bytes: Uint8Array): Promise<unknown> {
  return loadForecaster(bytes).then(
    () => "loaded",
    (error: unknown) => error,
  );
}

describe("encodeModel and decodeModel", () => {
  it("are each other's inverse, and the same input gives the same bytes", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9._]{0,12}$/);
    const tensor = fc
      .array(fc.float(), { maxLength: 12 })
      .map((data) => ({ shape: [data.length], data: Float32Array.from(data) }));
    const config = fc.dictionary(name, fc.jsonValue({ maxDepth: 2 }));
    fc.assert(
      fc.property(config, fc.dictionary(name, tensor), (given, tensors) => {
        const { format: _f, version: _v, ...plain } = given;
        const bytes = encodeModel({ config: plain, tensors });
        expect(Buffer.from(bytes).equals(Buffer.from(encodeModel({ config: plain, tensors })))).toBe(true);
        const decoded = decodeModel(bytes);
        expect(JSON.parse(JSON.stringify(decoded.config))).toMatchObject(JSON.parse(JSON.stringify(plain)) as object);
        expect(Object.keys(decoded.tensors)).toEqual(Object.keys(tensors));
        for (const [key, { shape, data }] of Object.entries(tensors)) {
          expect(decoded.tensors[key]!.shape).toEqual(shape);
          expect(decoded.tensors[key]!.data).toEqual(data);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("write the safetensors form: length, JSON header padded to 8, little-endian data", () => {
    const bytes = encodeModel({
      config: { model: "m" },
      tensors: { w: { shape: [1, 2], data: Float32Array.of(1, -2) } },
    });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<string, unknown>;
    expect(header["w"]).toEqual({ dtype: "F32", shape: [1, 2], data_offsets: [0, 8] });
    expect(Array.from(bytes.subarray(8 + length))).toEqual([0, 0, 128, 63, 0, 0, 0, 192]);
  });

  it("read bytes that lie inside a larger buffer", () => {
    const bytes = encodeModel({ config: { model: "m" }, tensors: { w: { shape: [1], data: Float32Array.of(3) } } });
    const large = new Uint8Array(bytes.length + 7);
    large.set(bytes, 3);
    expect(decodeModel(large.subarray(3, 3 + bytes.length)).tensors["w"]!.data).toEqual(Float32Array.of(3));
  });

  const entry = (patch: object): unknown => ({
    __metadata__: metadata,
    w: { dtype: "F32", shape: [2], data_offsets: [0, 8], ...patch },
  });
  it.each([
    ["nothing", new Uint8Array(0)],
    ["text", text("timestamp,value\n2024-01-01,1\n")],
    ["a length without end", new Uint8Array(8).fill(255)],
    ["no JSON", fileOf("{")],
    ["a list", fileOf([])],
    ["null", fileOf("null ")],
    ["no metadata", fileOf({})],
    ["metadata that are no text", fileOf({ __metadata__: { seqcast: { format: 1 } } })],
    ["metadata of another program", fileOf({ __metadata__: { other: "x" } })],
    ["metadata that are null", fileOf({ __metadata__: null })],
    ["another format", fileOf({ __metadata__: { seqcast: '{"format":2}' } })],
    ["another type", fileOf(entry({ dtype: "F16" }), new Uint8Array(8))],
    ["a shape that does not fit", fileOf(entry({ shape: [3] }), new Uint8Array(8))],
    ["a negative shape", fileOf(entry({ shape: [-2] }), new Uint8Array(8))],
    ["no shape", fileOf(entry({ shape: undefined }), new Uint8Array(8))],
    ["no offsets", fileOf(entry({ data_offsets: undefined }), new Uint8Array(8))],
    ["turned offsets", fileOf(entry({ data_offsets: [8, 0] }), new Uint8Array(8))],
    ["offsets with a hole", fileOf(entry({ data_offsets: [4, 12] }), new Uint8Array(12))],
    ["an entry that is null", fileOf({ __metadata__: metadata, w: null }, new Uint8Array(8))],
    ["an entry that is a number", fileOf({ __metadata__: metadata, w: 3 }, new Uint8Array(8))],
    ["too little data", fileOf(entry({}), new Uint8Array(7))],
    ["data left over", fileOf(entry({}), new Uint8Array(9))],
    ["an immense tensor", fileOf(entry({ shape: [2 ** 40], data_offsets: [0, 2 ** 42] }))],
  ])("refuse %s", (_, bytes) => {
    expect(() => decodeModel(bytes, "model.bin")).toThrow(ModelFileError);
    expect(() => decodeModel(bytes, "model.bin")).toThrow(
      /^model\.bin: expected a model saved by seqcast, found .+; save it again/,
    );
  });
});

const savers = {
  naive: async () => (await naive({ horizon: 2 }).fit([sine()])).save(),
  "seasonal-naive": async () => (await seasonalNaive({ horizon: 2, seasonLength: 8 }).fit([sine()])).save(),
  lstm: async () =>
    (
      await lstm({ horizon: 2, contextLength: 4, seasonLength: 0, hiddenSize: 2, epochs: 1, stepsPerEpoch: 1 }).fit([
        withCovariates(30),
      ])
    ).save(),
};

describe.each(Object.entries(savers))("a damaged file of %s", (name, save) => {
  it("is refused wherever it is cut", async () => {
    const saved = await save();
    for (let length = 0; length < saved.length; length++) {
      const error = await attempt(saved.subarray(0, length));
      if (!(error instanceof ModelFileError))
        expect.fail(`cut to ${length} of ${saved.length} bytes: ${String(error)}`);
    }
    expect(await attempt(saved)).toBe("loaded");
  });

  it("is refused with a ModelFileError when any byte is changed, whatever to", async () => {
    const saved = await save();
    const change = fc.tuple(fc.nat(saved.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(change, fc.array(change, { maxLength: 3 }), async (first, others) => {
        const bytes = saved.slice();
        for (const [at, by] of [first, ...others]) bytes[at] = saved[at]! ^ by;
        expect(await attempt(bytes)).toBeInstanceOf(ModelFileError);
      }),
      { numRuns: 300 },
    );
  });

  it("is refused with a ModelFileError when any single bit is flipped, at every place", async () => {
    const saved = await save();
    for (let at = 0; at < saved.length; at++) {
      const bytes = saved.slice();
      bytes[at] = saved[at]! ^ (1 << (at % 8));
      const result = await attempt(bytes);
      if (!(result instanceof ModelFileError)) expect.fail(`byte ${at} of ${saved.length}: ${String(result)}`);
    }
  });

  it("is refused when any field of its configuration is gone or of another form", async () => {
    const { config, tensors } = decodeModel(await save());
    const junk = [undefined, null, "?", -1, 0.5, [], [null], {}];
    // Fields in which any text is as good: names of columns and of the frequency, which data are held against.
    const free = /signature|covariates|history\.stoppedBecause|^version$/;
    const visit = async (node: unknown, path: readonly string[]): Promise<void> => {
      for (const key of Object.keys(node as object)) {
        const here = [...path, key];
        for (const value of junk) {
          const copy = structuredClone(config) as Record<string, unknown>;
          let at = copy;
          for (const step of path) at = at[step] as Record<string, unknown>;
          if (JSON.stringify(at[key]) === JSON.stringify(value)) continue;
          at[key] = value;
          const result = await attempt(encodeModel({ config: copy, tensors }));
          if (result !== "loaded") expect(result, here.join(".")).toBeInstanceOf(ModelFileError);
          const vital = value === null || (value === "?" && !free.test(here.join(".")));
          if (vital && here[0] !== "version")
            expect(result, `${here.join(".")} = ${JSON.stringify(value)}`).not.toBe("loaded");
        }
        const child = (node as Record<string, unknown>)[key];
        if (typeof child === "object" && child !== null && !Array.isArray(child)) await visit(child, here);
      }
    };
    await visit(config, []);
    expect(config["model"]).toBe(name);
  });
});

describe("loadForecaster", () => {
  it("names the known models where the file's is unknown", async () => {
    const bytes = encodeModel({ config: { model: "oracle" }, tensors: {} });
    await expect(loadForecaster(bytes)).rejects.toThrow(
      'model file: expected one of the models naive, seasonal-naive, mean, drift, moving-average, naive2, ses, holt, damped-holt, comb, holt-winters, theta, ets, arima, mstl, croston, tsb, fourier-arma, ridge, rnn, lstm, gru, seq2seq, segment-rnn, dlinear, nlinear, tcn, nhits, found "oracle"; read it with the version of seqcast that saved it',
    );
  });

  it("names the field that is damaged", async () => {
    const { config, tensors } = decodeModel(await savers.lstm());
    const task = { ...(config["task"] as object), channels: 0 };
    await expect(loadForecaster(encodeModel({ config: { ...config, task }, tensors }))).rejects.toThrow(
      'model lstm: expected the field "task" as save() writes it',
    );
    const options = { ...(config["options"] as object), learningRate: 0 };
    await expect(loadForecaster(encodeModel({ config: { ...config, options }, tensors }))).rejects.toThrow(
      "model lstm learningRate: expected a number above 0, found 0",
    );
  });

  it("refuses weights that are missing, of another shape, or too many", async () => {
    const { config, tensors } = decodeModel(await savers.lstm());
    const [first = "", ...others] = Object.keys(tensors);
    const without = Object.fromEntries(others.map((key) => [key, tensors[key]!]));
    const odd = { ...tensors, [first]: { shape: [1], data: new Float32Array(1) } };
    const more = { ...tensors, extra: { shape: [1], data: new Float32Array(1) } };
    for (const wrong of [without, odd, more]) {
      await expect(loadForecaster(encodeModel({ config, tensors: wrong }))).rejects.toThrow(ModelFileError);
    }
  });
});

const sealed = (config: object): Uint8Array => encodeModel({ config: { ...config }, tensors: {} });
const plain = (format: number): Uint8Array =>
  fileOf({ __metadata__: { seqcast: JSON.stringify({ format, model: "naive" }) } });

describe("a file of another format", () => {
  it("that is newer is refused with the version that can read it", () => {
    expect(() => decodeModel(sealed({ format: 3, version: "7.1.0" }), "model.bin")).toThrow(
      /^model\.bin: expected a model of format 1 to 2, found the newer format 3; read it with seqcast 7\.1\.0 or newer \(this is /,
    );
    expect(() => decodeModel(sealed({ format: 3, version: null }))).toThrow("seqcast of the version that saved it");
  });

  it.each([0, 1.5, "2", null])("%j is refused", (format) => {
    expect(() => decodeModel(sealed({ format }))).toThrow(ModelFileError);
  });

  it("without a hash is refused, unless it is of the format that had none", () => {
    expect(() => decodeModel(plain(2))).toThrow("found no sha256 of its content");
    expect(decodeModel(plain(1)).config).toEqual({ format: 1, model: "naive" });
  });

  it("cannot pass for an older one: where there is a hash, it is checked", () => {
    const bytes = sealed({ model: "naive" });
    const text = new TextDecoder("latin1").decode(bytes);
    bytes[text.indexOf('format\\":2') + 'format\\":'.length] = "1".charCodeAt(0);
    expect(() => decodeModel(bytes)).toThrow("found content that its sha256 does not fit");
  });
});

describe("the class of numerics that a network was trained with", () => {
  const options = { horizon: 2, contextLength: 6, seasonLength: 0, hiddenSize: 4, epochs: 2, seed: 1 };
  const kinds = [
    ["float64", "reference", "mul-add"],
    ["mul-add", "wasm", "mul-add"],
    ["fma", "wasm", "fma"],
  ] as const;

  it.each(kinds.filter(([, , numerics]) => fusing || numerics !== "fma"))(
    "%s stands in its file, which loads and forecasts alike under another class",
    async (name, kernels, numerics) => {
      const before = [useKernels(kernels), useNumerics(numerics)] as const;
      try {
        const fitted = await lstm(options).fit([sine()]);
        const bytes = fitted.save();
        expect(decodeModel(bytes).config["numerics"]).toBe(name);
        const here = fitted.predict([sine()]);
        useKernels("wasm");
        useNumerics(fusing && name !== "fma" ? "fma" : "mul-add");
        expect(numericsClass()).not.toBe(fusing ? name : "fma");
        const loaded = await loadForecaster(bytes);
        expect(loaded.save()).toEqual(bytes);
        const there = loaded.predict([sine()]);
        here[0]!.values.forEach((value, i) => expect(there[0]!.values[i]).toBeCloseTo(value, 4));
      } finally {
        useKernels(before[0]);
        useNumerics(before[1]);
      }
    },
  );
});
