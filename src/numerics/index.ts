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
export { normalQuantile } from "./normal.ts";
