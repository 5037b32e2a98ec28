const HEX = /^#(?<red>[\da-f]{2})(?<green>[\da-f]{2})(?<blue>[\da-f]{2})$/iu;

/**
 * The colour of text on an accent: white, or near black where white has less contrast (WCAG 2.2, 1.4.3).
 * @throws TypeError when the accent is not written as `#rrggbb`, since it is written into styles
 */
export function textOn(accent: string): string {
  const parts = HEX.exec(accent)?.groups;
  if (parts === undefined)
    throw new TypeError(`accent is not a colour such as "#2754c5", got ${JSON.stringify(accent)}.`);
  const luminance =
    0.2126 * linear(parts['red']) + 0.7152 * linear(parts['green']) + 0.0722 * linear(parts['blue']);
  // Where white and black have the same contrast.
  return luminance > 0.179 ? '#111111' : '#ffffff';
}

function linear(hex = ''): number {
  const value = Number.parseInt(hex, 16) / 255;
  return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}
