/**
 * A drawing context that keeps what is drawn, so that charts of canvases of their own come onto one picture. What a
 * clearing of the canvas covers is forgotten; the state that was set before holds on.
 */
import type { SKRSContext2D } from "@napi-rs/canvas";

type Step = (context: SKRSContext2D) => void;

/** A context to draw on, and how all that was drawn is drawn again elsewhere. */
export interface RecordedContext {
  readonly context: SKRSContext2D;
  replay(onto: SKRSContext2D): void;
}

/** Records what is drawn; texts are measured by `measuring`, which follows the state. */
export function recordContext(measuring: SKRSContext2D): RecordedContext {
  let steps: Step[] = [];
  const state = new Map<PropertyKey, Step>();
  const call = (name: PropertyKey, args: readonly unknown[]): void => {
    if (name === "clearRect") steps = [...state.values()];
    else steps.push((context) => void Reflect.apply(Reflect.get(context, name), context, args));
    if (name === "save") measuring.save();
    if (name === "restore") measuring.restore();
  };
  const context = new Proxy(measuring, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      if (name === "measureText") return (text: string) => target.measureText(text);
      return (...args: readonly unknown[]) => call(name, args);
    },
    set(target, name, value) {
      const step: Step = (context) => void Reflect.set(context, name, value, context);
      state.set(name, step);
      steps.push(step);
      step(target);
      return true;
    },
  });
  return { context, replay: (onto) => steps.forEach((step) => step(onto)) };
}
