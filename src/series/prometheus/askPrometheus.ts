/** One question to the HTTP API of Prometheus: sent, and its answer checked. */
import { CancelledError, DataError } from "../../errors.ts";

/** Label values by name; the metric's name is `__name__`. */
export type Labels = Readonly<Record<string, string>>;

/** The values of one series: seconds since 1970 and a number as text. */
export interface RangeVector {
  readonly metric: Labels;
  readonly values: readonly (readonly [time: number, value: string])[];
}

/** A range query; times and step in seconds. */
export interface RangeQuestion {
  readonly query: string;
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** How it is asked. */
export interface AskOptions {
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends a range query.
 * @throws DataError where the server cannot be reached, refuses the query, or answers with something else than a matrix.
 * @throws CancelledError
 */
export async function askPrometheus(url: string, question: RangeQuestion, options: AskOptions): Promise<RangeVector[]> {
  const parameters = Object.entries(question).map(([name, value]): [string, string] => [name, String(value)]);
  const address = `${url.replace(/\/+$/, "")}/api/v1/query_range?${String(new URLSearchParams(parameters))}`;
  const { status, text } = await sent(address, url, options);
  const answer = parsed(text);
  if (!isObject(answer) || typeof answer["status"] !== "string") throw noPrometheus(url, status, text);
  if (answer["status"] !== "success") throw failed(url, status, answer);
  const { data } = answer;
  if (status >= 400 || !isObject(data)) throw noPrometheus(url, status, text);
  if (data["resultType"] !== "matrix" || !Array.isArray(data["result"])) throw noPrometheus(url, status, text);
  return data["result"].map((vector: unknown) => {
    if (isVector(vector)) return vector;
    throw isObject(vector) && "histograms" in vector ? histogram(url) : noPrometheus(url, status, text);
  });
}

async function sent(
  address: string,
  url: string,
  { headers = {}, signal }: AskOptions,
): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(address, { headers, ...(signal && { signal }) });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    if (signal?.aborted) {
      throw new CancelledError({ where: "readPrometheus", expected: "all answers", found: "a cancel" });
    }
    const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
    throw new DataError({
      where: url,
      expected: "a Prometheus server that answers",
      found: reason instanceof Error ? reason.message || reason.name : String(reason),
      remedy: "check the address and that the server runs; in a browser it must allow requests of this page",
    });
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function isVector(value: unknown): value is RangeVector {
  if (!isObject(value) || !isObject(value["metric"]) || !Array.isArray(value["values"])) return false;
  if (!Object.values(value["metric"]).every((label) => typeof label === "string")) return false;
  return value["values"].every(
    (pair: unknown) =>
      Array.isArray(pair) && pair.length === 2 && typeof pair[0] === "number" && typeof pair[1] === "string",
  );
}

/** The server's own words. */
function failed(url: string, status: number, answer: Record<string, unknown>): DataError {
  const kind = String(answer["errorType"]);
  return new DataError({
    where: url,
    expected: "an answer to the query",
    found: `status ${status}, ${kind}: ${String(answer["error"])}`,
    remedy:
      kind === "bad_data" ? "mend the query" : "ask for a shorter time, a longer step or fewer series, or try again",
  });
}

const remedies: Readonly<Record<number, string>> = {
  401: "pass headers with the credentials",
  403: "pass headers with the credentials",
  404: "check the address: the server's own, without /api/v1",
};

function noPrometheus(url: string, status: number, text: string): DataError {
  return new DataError({
    where: url,
    expected: "an answer of the HTTP API of Prometheus",
    found: `status ${status}, ${JSON.stringify(text.slice(0, 60))}`,
    remedy: remedies[status] ?? "check the address, and what stands between here and the server",
  });
}

function histogram(url: string): DataError {
  return new DataError({
    where: url,
    expected: "numbers",
    found: "native histograms",
    remedy: "make numbers of them, for example by histogram_quantile or histogram_count",
  });
}
