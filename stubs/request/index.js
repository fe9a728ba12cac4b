// Stands in for the real package, which is deprecated: danfojs asks for it to read from the network.
module.exports = () => {
  throw new Error("request is not installed");
};
