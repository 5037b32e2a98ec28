/** Files that people attach and nodemailer's table, which the composer asks otherwise, does not know. */
const TYPES = new Map([
  ['avif', 'image/avif'],
  ['flac', 'audio/flac'],
  ['geojson', 'application/geo+json'],
  ['glb', 'model/gltf-binary'],
  ['gltf', 'model/gltf+json'],
  ['heic', 'image/heic'],
  ['heif', 'image/heif'],
  ['hwp', 'application/x-hwp'],
  ['hwpx', 'application/hwp+zip'],
  ['jxl', 'image/jxl'],
  ['m4a', 'audio/mp4'],
  ['markdown', 'text/markdown'],
  ['md', 'text/markdown'],
  ['mjs', 'text/javascript'],
  ['numbers', 'application/vnd.apple.numbers'],
  ['opus', 'audio/opus'],
  ['pages', 'application/vnd.apple.pages'],
  ['parquet', 'application/vnd.apache.parquet'],
  ['pem', 'application/x-pem-file'],
  ['sql', 'application/sql'],
  ['wasm', 'application/wasm'],
  ['woff2', 'font/woff2'],
  ['xz', 'application/x-xz'],
  ['yaml', 'application/yaml'],
  ['yml', 'application/yaml'],
  ['zst', 'application/zstd'],
]);

/** The media type of a file by its name, where the table of the composer has none; `undefined` lets it decide. */
export function contentTypeOf(filename: string): string | undefined {
  return TYPES.get(filename.slice(filename.lastIndexOf('.') + 1).toLowerCase());
}
