// The exports of the linear algebra module, in AssemblyScript, which looks like TypeScript but is not: scripts/numerics.mjs
// compiles it into src/numerics/algebra.generated.ts, src/numerics/wasmAlgebra.ts calls it.
export { cholesky, solve, solveScratch } from "./cholesky";
export { product, productScratch } from "./product";
