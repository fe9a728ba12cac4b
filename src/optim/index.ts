export { Adam, type AdamOptions } from "./adam.ts";
export { clipGradientNorm } from "./clipGradientNorm.ts";
export { constantSchedule, cosineSchedule, type Schedule } from "./schedule.ts";
