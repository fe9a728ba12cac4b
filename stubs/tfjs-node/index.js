// Stands in for the real package, which downloads a native library when it is installed: danfojs asks `x instanceof tf.Tensor`.
function Tensor() {}
const missing = (name) => () => {
  throw new Error(`tfjs "${name}" is not available in this install`);
};
module.exports = new Proxy(
  { Tensor },
  {
    get(target, key) {
      if (key in target) return target[key];
      if (key === "__esModule" || key === "default" || key === "then" || typeof key === "symbol") return undefined;
      return missing(key);
    },
  },
);
