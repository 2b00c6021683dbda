// Fails when what a browser must load before a page is usable weighs more than its budget.
// Reads the built HTML for the entry and its preloads, and Vite's manifest for the page's lazy parts.
// usage: node size-check.mjs DIST
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const pages = 'src/console/pages'
const language = 'src/shared/i18n/zh.ts'
const budgets = [
  { page: 'console home', parts: [language], limit: 60_000 },
  { page: 'console log-in', parts: [language, `${pages}/login/LogIn.vue`], limit: 90_000 },
  { page: 'console order', parts: [language, `${pages}/rescue/OrderPane.vue`], limit: 90_000 },
  { page: 'console history', parts: [language, `${pages}/history/HistoryPage.vue`], limit: 90_000 },
]

const dist = process.argv[2]
if (!dist) {
  console.error('usage: node size-check.mjs DIST')
  process.exit(2)
}
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))

function collect(key, files) {
  const part = manifest[key]
  if (!part) throw new Error(`${key} is not in the build`)
  if (files.has(part.file)) return
  files.add(part.file)
  for (const style of part.css ?? []) files.add(style)
  for (const asset of part.assets ?? []) files.add(asset)
  for (const next of part.imports ?? []) collect(next, files)
}

function weight(file) {
  const path = join(dist, file)
  return statSync(existsSync(`${path}.br`) ? `${path}.br` : path).size
}

let failed = false
for (const { page, parts, limit } of budgets) {
  const files = new Set(['index.html'])
  for (const key of ['index.html', ...parts]) collect(key, files)
  const total = [...files].reduce((sum, file) => sum + weight(file), 0)
  const verdict = total <= limit ? 'ok' : 'TOO LARGE'
  console.log(`${page}: ${total} bytes brotli of ${limit} in ${files.size} files: ${verdict}`)
  failed ||= total > limit
}
process.exit(failed ? 1 : 0)
