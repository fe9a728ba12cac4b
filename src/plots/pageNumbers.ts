/**
 * How a plot's page writes numbers and shortens texts, as the text that is put into it. Plain JavaScript without backslashes or
 * backticks.
 */
export const pageNumbers: string = `
function plotNumbers() {
  const MINUS = String.fromCharCode(0x2212);
  const formats = new Map();
  const decimals = (digits, value) => {
    if (!formats.has(digits))
      formats.set(digits, new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }));
    return formats.get(digits).format(value).replace('-', MINUS);
  };
  const digitsFor = (resolution) => Math.min(8, Math.max(0, Math.ceil(-Math.log10(resolution) - 1e-9)));
  // Very small and very large ones by a power of ten, 2.5e-9, with digits down to the resolution.
  const isFar = (size) => size >= 1e12 || (size > 0 && size < 1e-5);
  const power = (value, resolution) => {
    const digits = Math.min(15, Math.max(0, Math.ceil(Math.log10(Math.abs(value) / resolution) - 1e-9)));
    const [mantissa, exponent] = value.toExponential(digits).split('e');
    return value === 0 ? '0' : (+mantissa + 'e' + +exponent).replace(/-/g, MINUS);
  };
  // Of one panel whose largest value is of this size.
  const show = (value, resolution, size) => (isFar(size) ? power(value, resolution) : decimals(digitsFor(resolution), value));
  const free = (value) => (isFar(Math.abs(value)) ? power(value, Math.abs(value) / 1e5)
    : new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 }).format(value).replace('-', MINUS));
  // 7.5M and 600K where there is little room, if so short a text says all.
  const compact = (value, unit, size) => {
    const digits = Math.max(1, 1 + Math.floor(Math.log10(size)) - Math.floor(Math.log10(unit) + 1e-9));
    if (size < 1e4 || digits > 4) return show(value, unit, size);
    return new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: digits }).format(value).replace('-', MINUS);
  };
  const cut = (text, letters) => (text.length <= letters ? text
    : text.slice(0, Math.ceil(letters * 0.6) - 1) + '…' + text.slice(text.length - Math.floor(letters * 0.4)));

  return { show, free, compact, cut };
}
`;
