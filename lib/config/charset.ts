/** Java's canonical names, each with the other names it goes by there. */
const CHARSETS: Readonly<Record<string, readonly string[]>> = {
  'UTF-8': ['UTF8'],
  'UTF-16': ['UTF16', 'UnicodeBig'],
  'UTF-16BE': [],
  'UTF-16LE': [],
  'UTF-32': ['UTF32'],
  'US-ASCII': ['ASCII', 'ISO646-US', '646'],
  'ISO-8859-1': ['ISO8859_1', 'ISO8859-1', 'LATIN1', 'L1', 'CP819'],
  'ISO-8859-2': ['ISO8859_2', 'LATIN2'],
  'ISO-8859-5': ['ISO8859_5'],
  'ISO-8859-7': ['ISO8859_7'],
  'ISO-8859-9': ['ISO8859_9', 'LATIN5'],
  'ISO-8859-15': ['ISO8859_15', 'LATIN-9', 'LATIN9'],
  'windows-1250': ['CP1250'],
  'windows-1251': ['CP1251'],
  'windows-1252': ['CP1252'],
  'KOI8-R': ['KOI8_R'],
  'EUC-KR': ['EUCKR', 'EUC_KR', 'KSC5601', 'KS_C_5601-1987'],
  'x-windows-949': ['MS949', 'WINDOWS-949'],
  'EUC-JP': ['EUCJP', 'EUC_JP'],
  'ISO-2022-JP': ['ISO2022JP', 'JIS'],
  'ISO-2022-KR': ['ISO2022KR'],
  Shift_JIS: ['SJIS', 'SHIFT-JIS'],
  'windows-31j': ['MS932'],
  GBK: ['CP936', 'MS936'],
  GB18030: [],
  GB2312: ['EUC-CN', 'EUC_CN'],
  Big5: [],
};

const byName = new Map(
  Object.entries(CHARSETS).flatMap(([canonical, aliases]) =>
    [canonical, ...aliases].map((name) => [name.toUpperCase(), canonical] as const),
  ),
);

/** The canonical name of a charset, as Java's `Charset.name()` gives it; `undefined` when it is not known. */
export function charsetName(name: string): string | undefined {
  return byName.get(name.toUpperCase());
}
