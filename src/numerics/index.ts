export {
  drawGamma,
  drawNegativeBinomial,
  drawPoisson,
  drawStudentT,
  negativeBinomialQuantile,
  poissonQuantile,
  studentTProbability,
  studentTQuantile,
} from "./distributions.ts";
export { digamma, incompleteBeta, logGamma, upperGamma } from "./gamma.ts";
export { kMeans, nearestCentre } from "./kMeans.ts";
export {
  createNormalEquations,
  linearAlgebra,
  meanDiagonal,
  solveRidge,
  type NormalEquations,
} from "./linearAlgebra.ts";
export { studentizedRangeProbability, studentizedRangeQuantile } from "./studentizedRange.ts";
export { normalProbability, normalQuantile } from "./normal.ts";
