export { normalQuantile } from "./normal.ts";
