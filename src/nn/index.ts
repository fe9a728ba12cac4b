export { Dropout } from "./dropout.ts";
export { Linear, type LinearOptions } from "./linear.ts";
export { Module, type ForwardContext, type ModuleContext, type NamedArray, type StateDict } from "./module.ts";
export { GRU, LSTM, RNN, type RecurrentOptions, type RecurrentOutput, type RecurrentState } from "./recurrent.ts";
