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
export { filterArima, type ArimaProcess } from "./arimaFilter.ts";
export {
  fromFactors,
  fromPartial,
  runArma,
  seasonalProduct,
  shockWeights,
  type ArmaCoefficients,
  type ArmaRun,
} from "./arma.ts";
export { minimize } from "./bfgs.ts";
export {
  ADDED,
  MULTIPLIED,
  NONE,
  SEASON_AT,
  createAdmissibility,
  createSmoothingState,
  smooth,
  smoothedForecast,
  type SmoothingForm,
  type SmoothingRun,
  type SmoothingWeights,
} from "./exponentialSmoothing.ts";
export { kMeans, nearestCentre } from "./kMeans.ts";
export {
  createNormalEquations,
  linearAlgebra,
  meanDiagonal,
  solveRidge,
  type NormalEquations,
} from "./linearAlgebra.ts";
export { createSimplexSearch, type SimplexSearch } from "./nelderMead.ts";
export { normalProbability, normalQuantile } from "./normal.ts";
export { stl } from "./stl.ts";
export { isStablePolynomial } from "./stablePolynomial.ts";
export { studentizedRangeProbability, studentizedRangeQuantile } from "./studentizedRange.ts";
