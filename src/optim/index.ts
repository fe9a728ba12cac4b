export { Adam, AdamW, type AdamOptions } from "./adam.ts";
export { clipGradientNorm } from "./clipGradientNorm.ts";
export { Optimizer, type OptimizerState } from "./optimizer.ts";
export { createPlateau, type Plateau, type PlateauOptions } from "./plateau.ts";
export { RMSprop, type RmspropOptions } from "./rmsprop.ts";
export {
  constantSchedule,
  cosineRestartSchedule,
  cosineSchedule,
  exponentialSchedule,
  oneCycleSchedule,
  stepSchedule,
  warmupSchedule,
  type Schedule,
} from "./schedule.ts";
export { SGD, type SgdOptions } from "./sgd.ts";
