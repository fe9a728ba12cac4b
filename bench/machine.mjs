// The machine that figures were measured on.
import { cpus, loadavg } from "node:os";
import { version } from "seqcast";

/** Processor, cores, engine, day and load, as far as the system tells. */
export function describeMachine() {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    node: process.version,
    v8: process.versions.v8,
    seqcast: version,
    date: new Date().toISOString().slice(0, 10),
    load: loadavg().map((value) => Number(value.toFixed(2))),
  };
}
