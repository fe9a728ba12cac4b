/** Scratch memory of a kernel call: one persistent block of the arena that grows when a call needs more. */
import type { Arena } from "./arena.ts";
import type { Pointer } from "./kernels.ts";

/** Gives memory that is valid until the next call; its content is undefined. */
export type Scratch = (count: number) => Pointer;

/** The scratch memory of an arena. */
export function createScratch(arena: Arena): Scratch {
  let held = 0;
  let pointer = 0;
  return (count) => {
    if (count <= held) return pointer;
    if (held > 0) arena.release(pointer, held);
    held = 0; // should the allocation fail
    pointer = arena.allocate(count);
    held = count;
    return pointer;
  };
}
