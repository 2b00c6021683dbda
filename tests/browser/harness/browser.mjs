// Headless Chromium with watchers: a request to another origin, a violation of the content security policy, a console
// error or an exception in a page fails the test, unless the test says that it expects it.
import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const build = process.env.BUILD
const require = createRequire(join(build, 'browser/packages/package.json'))
const { chromium } = require('playwright-core')
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
]

export const wide = { width: 1440, height: 900 }
export const narrow = { width: 360, height: 740 }
export const newPassword = 'Rescue.2026'

export class Browser {
  static async start(url) {
    const browser = new Browser()
    browser.url = url
    browser.troubles = []
    browser.chromium = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags })
    return browser
  }

  // One more person at one more computer: own cookies, own storage. `clockOffsetMs`: its clock is wrong by that much.
  async visitor({ viewport = wide, theme = 'dark', clockOffsetMs = 0 } = {}) {
    const context = await this.chromium.newContext({ viewport, reducedMotion: 'reduce' })
    await context.route('**/*', (route) => {
      if (route.request().url().startsWith(this.url)) return route.continue()
      this.troubles.push(`request to another origin: ${route.request().url()}`)
      return route.abort()
    })
    await context.addInitScript(startOfPage, { theme, clockOffsetMs })
    return new Visitor(this, context)
  }

  // To be called at the end of every test: nothing went wrong behind the page.
  assertClean() {
    assert.deepEqual(this.troubles, [])
  }

  async stop() {
    await this.chromium.close()
  }
}

// Runs in the page before its own scripts.
function startOfPage({ theme, clockOffsetMs }) {
  if (localStorage.getItem('liftguard.theme') === null) localStorage.setItem('liftguard.theme', theme)
  addEventListener('securitypolicyviolation', (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`))
  if (clockOffsetMs !== 0) {
    const now = Date.now.bind(Date)
    Date.now = () => now() + clockOffsetMs
  }
}

export class Visitor {
  // Console errors that belong to what a test does (a refused request is logged by the browser).
  expected = []

  constructor(browser, context) {
    this.browser = browser
    this.context = context
  }

  async open(path = '/') {
    const page = await this.context.newPage()
    this.watch(page)
    await page.goto(this.browser.url + path)
    this.page ??= page
    return page
  }

  watch(page) {
    page.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return
      if (!this.expected.some((pattern) => pattern.test(message.text()))) this.browser.troubles.push(`console: ${message.text()}`)
    })
    page.on('pageerror', (error) => this.browser.troubles.push(`exception: ${error.stack}`))
  }

  // With a first password: changes it on the way, as a person must.
  async logIn({ login, password }, page = this.page) {
    await page.fill('[name=login]', login)
    await page.fill('[name=password]', password)
    await page.click('button[type=submit]')
    await page.locator('[name=current], .bar').first().waitFor()
    if (await page.locator('[name=current]').count() === 0) return
    await page.fill('[name=current]', password)
    await page.fill('[name=new]', newPassword)
    await page.fill('[name=again]', newPassword)
    await page.click('button[type=submit]')
    await page.locator('.bar').waitFor()
  }

  close() {
    return this.context.close()
  }
}

export async function shoot(page, name) {
  const folder = join(build, 'browser')
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

// No violation of any impact (WCAG 2.0 to 2.2, A and AA).
export async function assertAccessible(page, what) {
  await page.evaluate(axeSource)
  const found = await page.evaluate(() =>
    window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
  const violations = found.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.map((node) => node.html).join(' | ')}`)
  assert.deepEqual(violations, [], what)
}

// The words on the page stand where they can be read: none beyond the window or its own scrolling area, none upon others.
// With an open dialog only the dialog's are looked at.
export async function assertNoOverflow(page, what) {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))) // a new size is laid out
  assert.deepEqual(await page.evaluate(misplacedWords), [], what)
}

// Runs in the page.
function misplacedWords() {
  const root = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body
  const limit = document.documentElement.clientWidth
  const found = []
  if (document.documentElement.scrollWidth > limit) found.push(`the page is ${document.documentElement.scrollWidth} px wide`)
  const name = (element) => `<${element.tagName.toLowerCase()} class="${element.className}">`

  // What a box shows after all that scrolls or hides around it has cut it; and whether it floats above the rest.
  function shown(element, box) {
    let { left, top, right, bottom } = box
    for (let around = element; around && around !== root; around = around.parentElement) {
      const style = getComputedStyle(around)
      if (around.matches('.visually-hidden, .skip, .host, .panel') || style.visibility === 'hidden') return null
      if (style.overflowX === 'visible' && style.overflowY === 'visible') continue
      const frame = around.getBoundingClientRect()
      left = Math.max(left, frame.left)
      top = Math.max(top, frame.top)
      right = Math.min(right, frame.right)
      bottom = Math.min(bottom, frame.bottom)
    }
    return right - left > 1 && bottom - top > 1 ? { left, top, right, bottom } : null
  }

  for (const element of root.querySelectorAll('*')) {
    const scrolls = ['auto', 'scroll'].includes(getComputedStyle(element).overflowX)
    if (scrolls && element.scrollWidth > element.clientWidth + 1) found.push(`${name(element)} scrolls sideways`)
  }

  const words = []
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode
    if (!text.data.trim() || text.parentElement.closest('option, script, noscript')) continue
    const range = document.createRange()
    range.selectNodeContents(text)
    for (const line of range.getClientRects()) {
      const box = shown(text.parentElement, line)
      if (box) words.push({ ...box, node: text, text: text.data.trim().slice(0, 30) })
    }
  }
  for (const word of words) if (word.right > limit + 1 || word.left < -1) found.push(`"${word.text}" reaches beyond the window`)
  const slack = 3 // line boxes of a tight line height touch
  words.forEach((one, index) => {
    for (const other of words.slice(index + 1)) {
      if (other.node === one.node) continue // a line cut by an ellipsis has two boxes
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left)
      const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
      if (across > slack && down > slack) found.push(`"${one.text}" and "${other.text}" overlap`)
    }
  })
  return found
}
