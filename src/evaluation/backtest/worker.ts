/** The script of a worker thread: it is no part of the library, but a file of its own beside it. */
import { serveModule } from "#platform";
import { createServer, type Work } from "./serve.ts";
import type { Unit } from "./units.ts";
import type { Answer } from "./workers.ts";

serveModule((task, post) => {
  const answer = (what: Answer): void => post(what);
  const serve = createServer(task as Work, (progress) => {
    if (progress.stage === "train") answer({ progress });
  });
  return async (unit) => answer({ result: await serve(unit as Unit) });
});
