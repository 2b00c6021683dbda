// Makes src/shared/api/schema.d.ts from schemas/openapi.yaml; with --check only says whether it is up to date.
// usage: node gen-api.mjs OPENAPI OUT [--check]
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'

const [contract, out, mode] = process.argv.slice(2)
if (!contract || !out) {
  console.error('usage: node gen-api.mjs OPENAPI OUT [--check]')
  process.exit(2)
}

const banner = '// Made from schemas/openapi.yaml by tools/gen-api.mjs.\n\n'
const made = banner + astToString(await openapiTS(pathToFileURL(contract)))

if (mode !== '--check') {
  writeFileSync(out, made)
} else if (readFileSync(out, 'utf8') !== made) {
  console.error(`${out} does not match ${contract}: run tools/gen-api.mjs`)
  process.exit(1)
}
