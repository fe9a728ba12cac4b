/** A pointer into the arena, counted in elements; 0 stands for "none". */
export type Pointer = number;
