export function changesBetween(base: Uint8Array, target: Uint8Array): string;
