// Writes FILE.br and FILE.gz beside every text file of a folder, so that the server never compresses on a request.
// usage: node precompress.mjs FOLDER
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const text = /\.(html|js|mjs|css|svg|json|txt|webmanifest|wasm|map)$/

const folder = process.argv[2]
if (!folder) {
  console.error('usage: node precompress.mjs FOLDER')
  process.exit(2)
}

for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !text.test(entry.name)) continue
  const path = join(entry.parentPath, entry.name)
  const plain = readFileSync(path)
  const brotli = brotliCompressSync(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  })
  const gzip = gzipSync(plain, { level: 9 })
  // A file that gains nothing is served as it is.
  if (brotli.length < plain.length) writeFileSync(`${path}.br`, brotli)
  if (gzip.length < plain.length) writeFileSync(`${path}.gz`, gzip)
}
