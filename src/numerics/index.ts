export { kMeans, nearestCentre, type Clusters } from "./kMeans.ts";
export {
  createNormalEquations,
  linearAlgebra,
  meanDiagonal,
  solvePositive,
  solveRidge,
  type LinearAlgebra,
  type NormalEquations,
  type ProductSizes,
} from "./linearAlgebra.ts";
export { normalQuantile } from "./normal.ts";
