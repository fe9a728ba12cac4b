import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { CancelledError, DataError, OptionError } from "../../../src/errors.ts";
import { readPrometheus } from "../../../src/series/index.ts";

const minute = 60_000;
const range = { start: 0, end: 5 * minute, step: "1min" } as const;

let server: Server | undefined;
const asked: URL[] = [];

/** Starts a server that answers each request in this way; gives its address. */
async function serve(listener: RequestListener): Promise<string> {
  asked.length = 0;
  server = createServer((request, response) => {
    asked.push(new URL(request.url ?? "", "http://host"));
    listener(request, response);
  });
  await new Promise<void>((resolve) => void server!.listen(0, "127.0.0.1", resolve));
  return addressOf(server);
}

function addressOf(listening: Server): string {
  const { port } = listening.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

const answering =
  (status: number, body: unknown): RequestListener =>
  (_, response) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };

const matrix = (...result: unknown[]): unknown => ({ status: "success", data: { resultType: "matrix", result } });

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
  server = undefined;
});

describe("readPrometheus", () => {
  it("makes a series of each vector, called by its labels, from its first to its last value", async () => {
    const url = await serve(
      answering(
        200,
        matrix(
          {
            metric: { __name__: "up", job: 'n"1', instance: "a:1" },
            values: [
              [60, "1"],
              [180, "2.5e3"],
              [240, "NaN"],
            ],
          },
          {
            metric: {},
            values: [
              [0, "-0.1"],
              [300, "7"],
            ],
          },
        ),
      ),
    );
    const series = await readPrometheus(`${url}/`, "up", { ...range, channel: "up" });
    expect(series).toEqual([
      {
        id: 'up{instance="a:1",job="n\\"1"}',
        frequency: { unit: "minute", step: 1 },
        timezone: "UTC",
        timestamps: Float64Array.of(minute, 2 * minute, 3 * minute),
        target: { names: ["up"], values: Float64Array.of(1, NaN, 2500) },
      },
      {
        id: "up",
        frequency: { unit: "minute", step: 1 },
        timezone: "UTC",
        timestamps: Float64Array.from([0, 1, 2, 3, 4, 5], (t) => t * minute),
        target: { names: ["up"], values: Float64Array.of(-0.1, NaN, NaN, NaN, NaN, 7) },
      },
    ]);
    expect(asked.map(({ pathname, searchParams }) => [pathname, ...searchParams.entries()])).toEqual([
      ["/api/v1/query_range", ["query", "up"], ["start", "0"], ["end", "300"], ["step", "60"]],
    ]);
  });

  it("takes a label for the id, sends headers, and reads times in the zone", async () => {
    let authorization: string | undefined;
    const url = await serve((request, response) => {
      ({ authorization } = request.headers);
      const at = -9 * 3600;
      answering(
        200,
        matrix({
          metric: { job: "a" },
          values: [
            [at, "1"],
            [at + 3600, "2"],
          ],
        }),
      )(request, response);
    });
    const options = {
      start: "1970-01-01T00:00",
      end: "1970-01-01T01:00",
      step: "1h",
      timezone: "Asia/Tokyo",
      id: "job",
    };
    const [series] = await readPrometheus(url, "x", { ...options, headers: { Authorization: "Bearer abc" } });
    expect([series!.id, series!.timezone, series!.timestamps[0]]).toEqual(["a", "Asia/Tokyo", -9 * 3_600_000]);
    expect(authorization).toBe("Bearer abc");
  });

  it("asks for long ranges in pieces and joins them", async () => {
    const url = await serve((request, response) => {
      const { searchParams } = new URL(request.url ?? "", "http://host");
      const [start, end, step] = ["start", "end", "step"].map((name) => Number(searchParams.get(name)));
      const values: [number, string][] = [];
      for (let time = start!; time <= end!; time += step!) values.push([time, String(time)]);
      answering(200, matrix({ metric: { a: "b" }, values }))(request, response);
    });
    const [series] = await readPrometheus(url, "time()", { start: 500, end: 500 + 24_999_000, step: "1s" });
    expect(asked).toHaveLength(3);
    expect(series!.timestamps[0]).toBe(500);
    expect(series!.target.values).toEqual(Float64Array.from({ length: 25_000 }, (_, i) => 0.5 + i));
  });

  it.each([
    [
      400,
      { status: "error", errorType: "bad_data", error: "parse error" },
      "status 400, bad_data: parse error",
      "mend",
    ],
    [
      200,
      { status: "error", errorType: "timeout", error: "too long" },
      "status 200, timeout: too long",
      "shorter time",
    ],
    [401, "Unauthorized", 'status 401, "Unauthorized"', "credentials"],
    [404, "404 page not found", 'status 404, "404 page not found"', "without /api/v1"],
    [502, "<html>Bad Gateway</html>", "status 502", "between here and the server"],
    [500, matrix(), "status 500", "check the address"],
    [200, "[]", 'status 200, "[]"', "check the address"],
    [200, { status: "success", data: { resultType: "vector", result: [] } }, "status 200", "check the address"],
    [200, matrix({ metric: {}, values: [[0, 1]] }), "status 200", "check the address"],
    [200, matrix({ metric: {}, histograms: [] }), "native histograms", "histogram_quantile"],
    [200, matrix(), "none for x", "check the query"],
    [200, matrix({ metric: {}, values: [[60, "+Inf"]] }), "+Inf at 1970-01-01T00:01:00.000Z", "< Inf"],
    [200, matrix({ metric: {}, values: [[6000, "1"]] }), "1 at 1970-01-01T01:40:00.000Z", ""],
  ])("says what a server answered: %i %j", async (status, body, found, remedy) => {
    const url = await serve(answering(status, body));
    const failure: unknown = await readPrometheus(url, "x", range).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DataError);
    expect((failure as DataError).where.startsWith(url)).toBe(true);
    expect((failure as DataError).found).toContain(found);
    expect((failure as DataError).remedy).toContain(remedy);
  });

  it("says that no server answers, and that a cancel came", async () => {
    const url = await serve(() => undefined);
    const controller = new AbortController();
    const waiting = readPrometheus(url, "x", { ...range, signal: controller.signal });
    setTimeout(() => controller.abort(), 20);
    await expect(waiting).rejects.toBeInstanceOf(CancelledError);
    server!.closeAllConnections();
    await new Promise<void>((resolve) => void server!.close(() => resolve()));
    server = undefined;
    await expect(readPrometheus(url, "x", range)).rejects.toThrow(
      /a Prometheus server that answers, found .*ECONNREFUSED/,
    );
  });

  it("refuses options out of range before anything is asked, and ids that do not tell series apart", async () => {
    const wrong: [object, string][] = [
      [{ step: "1mo" }, "option step"],
      [{ step: "1w-mon" }, "option step"],
      [{ step: "1d", timezone: "Asia/Tokyo" }, "option timezone"],
      [{ end: -1 }, "option end"],
      [{ end: 1e13, step: "1s" }, "option step"],
      [{ steps: "1s" }, "steps"],
    ];
    for (const [change, where] of wrong) {
      const failure: unknown = await readPrometheus("http://127.0.0.1:1", "x", { ...range, ...change }).catch(
        (e: unknown) => e,
      );
      expect(failure, where).toBeInstanceOf(OptionError);
      expect(String(failure)).toContain(where);
    }
    const values = [[0, "1"]];
    const url = await serve(
      answering(200, matrix({ metric: { job: "a", b: "1" }, values }, { metric: { job: "a", b: "2" }, values })),
    );
    await expect(readPrometheus(url, "x", { ...range, id: "job" })).rejects.toThrow('"job" with "a" twice');
    await expect(readPrometheus(url, "x", { ...range, id: "host" })).rejects.toThrow('no label "host"');
  });
});

const binary = process.env["PROMETHEUS"] ?? "prometheus";
const installed = spawnSync(binary, ["--version"]).status === 0;
if (!installed) console.warn("skipped: no Prometheus (set PROMETHEUS to its path)");

describe.skipIf(!installed)("with the real Prometheus", () => {
  let folder: string;
  let child: ChildProcess;
  let url: string;
  let log = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "seqcast-"));
    await writeFile(join(folder, "prometheus.yml"), "global: {}\n");
    const free = createServer();
    await new Promise<void>((resolve) => void free.listen(0, "127.0.0.1", resolve));
    url = addressOf(free);
    await new Promise<void>((resolve) => void free.close(() => resolve()));
    const settings = [`--config.file=${join(folder, "prometheus.yml")}`, `--storage.tsdb.path=${join(folder, "data")}`];
    child = spawn(binary, [...settings, `--web.listen-address=${url.slice("http://".length)}`]);
    child.stderr?.on("data", (piece: Buffer) => (log += piece.toString()));
    for (let tries = 0; tries < 200; tries++) {
      const ready = await fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (ready) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`Prometheus did not start: ${log}`);
  });

  afterAll(async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  });

  it("reads range vectors, gaps and more points than one answer may hold", async () => {
    const query =
      'label_replace(vector(time()), "host", "a", "", "") or label_replace(vector(time() % 7) < 4, "host", "b", "", "")';
    const start = Date.UTC(2024, 0, 1);
    const options = { start: "2024-01-01", end: start + 11_999_000, step: "1s", id: "host" };
    const series = await readPrometheus(url, query, options);
    const seconds = Float64Array.from({ length: 12_000 }, (_, i) => start / 1000 + i);
    expect(series.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(series[0]!.target.values).toEqual(seconds);
    const [first] = series[1]!.timestamps;
    const from = (first! - start) / 1000;
    expect(series[1]!.target.values.slice(0, 100)).toEqual(
      seconds.slice(from, from + 100).map((second) => (second % 7 < 4 ? second % 7 : NaN)),
    );
  });

  it("says what the server refuses", async () => {
    await expect(readPrometheus(url, "sum by (", range)).rejects.toThrow(/status 400, bad_data: .*parse error/);
    await expect(readPrometheus(`${url}/nowhere`, "up", range)).rejects.toThrow("an answer of the HTTP API");
    await expect(readPrometheus(url, "up", range)).rejects.toThrow("at least one series");
    await expect(readPrometheus(url, "vector(1) / 0", range)).rejects.toThrow("+Inf at 1970-01-01");
  });
});
