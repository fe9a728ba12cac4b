/** Errors as plain data, so that they cross from the worker to the page with all that they say. */
import { SeqcastError } from "../src/index.ts";
import type { Failure } from "./protocol.ts";

/** The facts of an error; of a foreign one its message. */
export function failureOf(doing: Failure["doing"], error: unknown): Failure {
  if (error instanceof SeqcastError) {
    const { name, where, expected, found, remedy } = error;
    return { kind: "failure", doing, name, where, expected, found, remedy };
  }
  const found = error instanceof Error ? error.message : String(error);
  return { kind: "failure", doing, name: "Error", where: "", expected: "", found, remedy: "" };
}
