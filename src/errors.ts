/**
 * The typed errors of the toolkit. Each message says where, what was expected, what was found, and the remedy, in that
 * order; the same facts are fields, so that programs need not parse the text.
 */

/** The facts of a failure, from which its message is made. */
export interface ErrorFacts {
  /** Where it happened: a function, a file with line and column, a series, a command-line option. */
  readonly where: string;
  /** What was expected there. */
  readonly expected: string;
  /** What was found instead. */
  readonly found: string;
  /** What to do about it. */
  readonly remedy?: string;
}

/** The common base of all errors that the toolkit throws on purpose. Names are written out: minifiers shorten those of classes. */
export class SeqcastError extends Error implements ErrorFacts {
  override readonly name: string = "SeqcastError";
  readonly where: string;
  readonly expected: string;
  readonly found: string;
  readonly remedy: string;

  constructor({ where, expected, found, remedy = "" }: ErrorFacts) {
    super(`${where}: expected ${expected}, found ${found}${remedy ? `; ${remedy}` : ""}`);
    this.where = where;
    this.expected = expected;
    this.found = found;
    this.remedy = remedy;
  }
}

/** Input data is missing, malformed or contradicts itself. */
export class DataError extends SeqcastError {
  override readonly name: string = "DataError";
  /** The file that the data came from, where known. */
  readonly file: string | undefined;
  /** The line of the file, counted from 1 with the header, where known. */
  readonly line: number | undefined;
  /** The column's name, where known. */
  readonly column: string | undefined;
  /** The id of a series that cannot be used, where others perhaps can: it has too few rows, or no value. */
  readonly seriesId: string | undefined;
  /** Rows that it should have had, where it has too few. */
  readonly leastRows: number | undefined;

  constructor(
    facts: ErrorFacts & {
      file?: string | undefined;
      line?: number | undefined;
      column?: string | undefined;
      seriesId?: string | undefined;
      leastRows?: number | undefined;
    },
  ) {
    super(facts);
    this.file = facts.file;
    this.line = facts.line;
    this.column = facts.column;
    this.seriesId = facts.seriesId;
    this.leastRows = facts.leastRows;
  }
}

/** An option has a value outside its range, or options contradict each other. */
export class OptionError extends SeqcastError {
  override readonly name: string = "OptionError";
}

/** Tensor shapes do not fit an operation. */
export class ShapeError extends SeqcastError {
  override readonly name: string = "ShapeError";
}

/** A computation produced NaN or infinity. */
export class NumericalError extends SeqcastError {
  override readonly name: string = "NumericalError";
}

/** A tensor was used outside its life time: its step ended, or memory is exhausted. */
export class TensorError extends SeqcastError {
  override readonly name: string = "TensorError";
}

/** A saved model cannot be read. */
export class ModelFileError extends SeqcastError {
  override readonly name: string = "ModelFileError";
}

/** The caller cancelled through an AbortSignal; what was learned until then is in the last checkpoint, see `FitOptions`. */
export class CancelledError extends SeqcastError {
  override readonly name: string = "CancelledError";
}

/** Something is not available on this platform. */
export class UnsupportedError extends SeqcastError {
  override readonly name: string = "UnsupportedError";
}
