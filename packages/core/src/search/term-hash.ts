/**
 * A short name for a text, 12 characters of base36, about 60 bits. It only narrows a search, what is found is compared
 * again: nothing depends on its being unforgeable.
 */
export function termHash(text: string): string {
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ (unit + (low >>> 15)), 0x85ebca6b);
  }
  return base36(mixed(high)) + base36(mixed(low ^ high));
}

function mixed(value: number): number {
  const once = Math.imul(value ^ (value >>> 16), 0xc2b2ae35);
  return (once ^ (once >>> 13)) >>> 0;
}

function base36(value: number): string {
  return value.toString(36).padStart(7, "0").slice(-6);
}
