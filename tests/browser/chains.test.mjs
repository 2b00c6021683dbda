// Who would be told, as those who answer for a district read it; an incident page by page; contacts for whom they
// concern; the forecast that moves on by itself.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { assertAccessible, assertNoOverflow, Browser, narrow, newPassword, shoot } from './harness/browser.mjs'
import { World } from './harness/world.mjs'

let world
let browser

before(async () => {
  world = await World.start()
  browser = await Browser.start(world.url)
})
after(async () => {
  await browser?.stop()
  await world?.stop()
})

async function as(role, path, options) {
  const visitor = await browser.visitor(options)
  const page = await visitor.open(path)
  await visitor.logIn(world.login(role))
  return { visitor, page }
}
const again = (role) => ({ ...world.login(role), password: newPassword })

test('an administrator reads what would happen in every district, with whoever would not be told', async () => {
  const { visitor, page } = await as('administrator', '/chains')
  await page.locator('[data-district="330502"]').waitFor()
  assert.equal(await page.locator('[data-district]').count(), 8)
  const anji = await page.locator('[data-district="330523"]').innerText()
  assert.match(anji, /\+0:00.*全部坐席响铃.*\+0:45.*下一坐席.*\+3:00.*二级救援/s)
  assert.match(await page.locator('[data-district="330597"]').innerText(), /等待坐席确认派单.*派单后 \+3:00/s)
  assert.match(await page.title(), /^升级链与值守/)
  await assertAccessible(page, 'chains')
  await assertNoOverflow(page, 'chains')
  await shoot(page, 'chains-dark-1440')
  await visitor.close()
})

test('a regulator reads their district alone, on a telephone too, and is led to nothing else', async () => {
  const { visitor, page } = await as('regulator', '/', { viewport: narrow, theme: 'light' })
  await page.locator('[data-district="330502"]').waitFor()
  assert.equal(new URL(page.url()).pathname, '/chains')
  assert.equal(await page.locator('[data-district]').count(), 1)
  assert.match(await page.locator('[data-district]').innerText(), /138\*\*\*\*/)
  assert.equal(await page.locator('.nav a[href="/rescue"], .bell, .live').count(), 0)
  await assertAccessible(page, 'chains, narrow')
  await assertNoOverflow(page, 'chains, narrow')
  await shoot(page, 'chains-light-360')
  await page.goto(`${world.url}/history`)
  await page.locator('[data-district]').waitFor()
  await page.locator('.nav a[href="/contacts"]').click()
  await page.getByText('联系人核查').first().waitFor()
  await visitor.close()
})

test('the account menu leads there, and a unit sees its own contacts and no chains', async () => {
  const { visitor, page } = await as('dispatcher', '/rescue')
  await page.getByRole('button', { name: /账号菜单/ }).click()
  await page.locator('.menu a[href="/chains"]').waitFor()
  await shoot(page, 'user-menu-dark-1440')
  await page.locator('.menu a[href="/chains"]').click()
  await page.locator('[data-district]').first().waitFor()
  await visitor.close()
  const crew = await as('maintenance_sub', '/contacts')
  await crew.page.getByText('所有救援联系人都能通知到').waitFor()
  await crew.page.getByRole('button', { name: /账号菜单/ }).click()
  await crew.page.locator('.menu a[href="/contacts"]').waitFor()
  assert.equal(await crew.page.locator('.menu a[href="/chains"]').count(), 0)
  await crew.visitor.close()
})

test('the forecast of an order turns by itself, in the queue and on the order', async () => {
  const visitor = await browser.visitor()
  const page = await visitor.open('/rescue')
  await visitor.logIn(again('dispatcher'))
  const id = await world.trapped('LG-000097')
  const row = page.locator(`.queue [data-order="${id}"]`)
  await row.getByText('可能超时').waitFor()
  await row.click()
  await page.locator('[data-level="1"]').getByText('可能超时').waitFor()
  await shoot(page, 'forecast-at-risk-dark-1440')
  await row.getByText('已无法按时').waitFor({ timeout: 12_000 }) // nobody has written anything since
  await page.locator('[data-level="1"]').getByText('已无法按时').waitFor()
  await shoot(page, 'forecast-dark-1440')
  await page.setViewportSize(narrow)
  await assertNoOverflow(page, 'forecast, narrow')
  await shoot(page, 'forecast-dark-360')
  await visitor.close()
})

test('an order that nobody is dispatched to can be given to the second level at once, and to the first after it', async () => {
  const id = await world.trapped('LG-000096')
  const visitor = await browser.visitor()
  const page = await visitor.open(`/rescue/${id}`)
  await visitor.logIn(again('dispatcher'))
  await page.locator('[data-action=dispatched]').waitFor()
  await shoot(page, 'undispatched-dark-1440')
  await page.locator('[data-action=second]').click()
  const second = page.locator('[data-level="2"]')
  await second.getByText('湖州市电梯应急救援二级站').waitFor()
  await second.locator('[data-action=dispatch_first]').click() // the lift's own unit can still be called
  await page.locator('[data-level="1"] [data-action=accepted]').waitFor()
  assert.equal(await second.locator('[data-action=dispatch_first]').count(), 0)
  await visitor.close()
})

test('an incident of 60 orders is two pages, sorted as asked, in the address', async () => {
  await world.blackout(60)
  const visitor = await browser.visitor()
  const page = await visitor.open('/incidents')
  await visitor.logIn(again('dispatcher'))
  const rows = page.locator('[data-incident] [data-order]')
  await rows.first().waitFor()
  assert.equal(await rows.count(), 50)
  await assertAccessible(page, 'incidents')
  await assertNoOverflow(page, 'incidents')
  await shoot(page, 'incidents-dark-1440')
  const seen = new Set(await rows.evaluateAll((all) => all.map((row) => row.dataset.order)))
  await page.getByRole('button', { name: '下一页' }).click()
  await page.getByText('第 2 / 2 页').waitFor()
  await page.waitForFunction(() => document.querySelectorAll('[data-incident] [data-order]').length === 10)
  for (const id of await rows.evaluateAll((all) => all.map((row) => row.dataset.order))) seen.add(id)
  assert.equal(seen.size, 60)
  await page.reload()
  await page.getByText('第 2 / 2 页').waitFor()
  await page.getByText('地点', { exact: true }).click()
  await page.waitForURL(/sort=site/)
  await page.waitForFunction(() => document.querySelectorAll('[data-incident] [data-order]').length === 50)
  await page.setViewportSize(narrow)
  await assertNoOverflow(page, 'incidents, narrow')
  await shoot(page, 'incidents-dark-360')
  await visitor.close()
})

test('nothing went wrong behind the pages', () => browser.assertClean())
