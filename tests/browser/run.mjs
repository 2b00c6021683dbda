// Runs browser test files, one after another: node run.mjs [FILE...]; without files all of them.
// BUILD is the build folder (default: build/release); pictures land in $BUILD/browser.
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'

const folder = import.meta.dirname
const given = process.argv.slice(2).map((file) => resolve(file))
const all = readdirSync(folder).filter((name) => name.endsWith('.test.mjs')).map((name) => join(folder, name))

process.env.BUILD ??= join(folder, '../../build/release')
run({ files: given.length > 0 ? given : all, concurrency: false })
  .on('test:fail', () => (process.exitCode = 1))
  .compose(new spec())
  .pipe(process.stdout)
