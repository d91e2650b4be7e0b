// Stands for the built package in tests of how files are served.
export default async function init() {}
export function hydrate() {}
