// Stands in for the real package, which no registry holds in the version that danfojs asks for.
module.exports = {
  utils: {},
  read() {
    throw new Error("xlsx is not installed");
  },
};
