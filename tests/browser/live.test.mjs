// Live updates: one stream for all tabs, an outage that is shown and then made good, two seats at one order.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '../integration/harness/processes.mjs'
import { Browser, newPassword } from './harness/browser.mjs'
import { World } from './harness/world.mjs'

let world
let browser
let seat
let desk

before(async () => {
  world = await World.start()
  browser = await Browser.start(world.url)
  seat = await browser.visitor()
  desk = await seat.open()
  await seat.logIn(world.login('dispatcher'))
  await isLive(desk)
})
after(async () => {
  await browser?.stop()
  await world?.stop()
})

const rowOf = (page, id) => page.locator(`[data-order="${id}"]`)
const isLive = (page) => page.locator('.live[data-state=live]').waitFor({ timeout: 10_000 })

async function secondSeat() {
  const visitor = await browser.visitor()
  const page = await visitor.open()
  await visitor.logIn({ ...world.login('dispatcher'), password: newPassword })
  await isLive(page)
  return { visitor, page }
}

test('eight tabs share one stream and all get the order; the next tab takes over from the first', async () => {
  const tabs = []
  const streams = []
  seat.context.on('request', (request) => {
    if (request.url().endsWith('/api/v1/live')) streams.push(request.frame().page())
  })
  for (let tab = 0; tab < 7; ++tab) tabs.push(await seat.open('/rescue'))
  for (const page of [desk, ...tabs]) await isLive(page)
  assert.equal(streams.length, 0, 'the first tab’s stream serves the others')
  const id = await world.trapped('LG-000002')
  await Promise.all([desk, ...tabs].map((page) => rowOf(page, id).waitFor({ timeout: 1000 })))

  await desk.close()
  await until('another tab to lead', () => streams.length > 0)
  const next = await world.trapped('LG-000003')
  await Promise.all(tabs.map((page) => rowOf(page, next).waitFor({ timeout: 2000 })))
  assert.equal(new Set(streams).size, 1)
  desk = tabs.shift()
  for (const page of tabs) await page.close()
  await isLive(desk)
})

test('the server is killed: the page says up to when its data is good; after the restart all that was missed is there', async () => {
  seat.expected.push(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|Failed to load resource/)
  await desk.evaluate(() => (window.notReloaded = true))
  await world.platform.kill9()
  const bar = desk.getByText(/实时连接中断，数据截至 \d\d:\d\d:\d\d/)
  await bar.waitFor({ timeout: 25_000 })
  const missed = await world.trapped('LG-000004')
  const resumed = desk.waitForRequest((request) => request.url().endsWith('/live') && request.headers()['last-event-id'] !== undefined, { timeout: 20_000 })
  await world.startPlatform()
  await resumed
  await rowOf(desk, missed).waitFor({ timeout: 15_000 })
  await bar.waitFor({ state: 'detached' })
  assert.equal(await desk.evaluate(() => window.notReloaded), true)
  seat.expected.length = 0
})

test('opened at one desk, it falls silent at the other', async () => {
  const { visitor, page } = await secondSeat()
  const id = await world.trapped('LG-000005')
  await rowOf(page, id).waitFor()
  await until('the other desk to call', async () => (await page.locator('.row.unattended').count()) > 0)
  await rowOf(desk, id).click()
  await page.locator(`.row.unattended[data-order="${id}"]`).waitFor({ state: 'detached', timeout: 1500 })
  await visitor.close()
})

test('two seats accept at once: one wins, the other sees who and what, and nothing is overwritten', async () => {
  const { visitor, page } = await secondSeat()
  const id = await world.trapped('LG-000006')
  for (const one of [desk, page]) {
    await rowOf(one, id).click()
    await one.locator('[data-action=accepted]').waitFor()
  }
  visitor.expected.push(/status of 409/)
  await page.route('**/steps', async (route) => {
    await desk.locator('[data-action=accepted]').click()
    await desk.locator('[data-action=arrived]').waitFor()
    await route.continue()
  })
  await page.locator('[data-action=accepted]').click()
  const clash = page.locator('dialog', { hasText: '工单已被更新' })
  await clash.waitFor()
  assert.match(await clash.innerText(), /您的操作没有执行.*接单.*周敏/s)
  await clash.getByText('知道了').click()
  await page.locator('[data-action=arrived]').waitFor()
  await visitor.close()
})

test('a write whose answer is lost: the page says so, and shows that it was done, once', async () => {
  seat.expected.push(/ERR_FAILED/)
  await desk.route('**/steps', async (route) => {
    await route.fetch() // it reaches the server
    await route.abort()
  })
  await desk.locator('[data-action=arrived]').click()
  await desk.getByText('无法连接服务器').waitFor()
  await desk.locator('[data-action=rescued]').waitFor()
  assert.equal((await desk.locator('.timeline').innerText()).match(/到达/g).length, 1)
  await desk.unroute('**/steps')
  seat.expected.length = 0
})

test('the session ends in the middle of a form: log in over it, and the form is still filled and can be sent', async () => {
  await desk.locator('[data-action=rescued]').click()
  await desk.selectOption('dialog [name=cause]', 'door_vane_gap')
  await desk.fill('dialog [name=scene]', '已放人')
  seat.expected.push(/status of 40[13]/)
  await seat.context.clearCookies()
  await desk.locator('dialog button[type=submit]').click()
  const over = desk.locator('dialog', { hasText: '登录已失效' }).last()
  await over.locator('[name=login]').fill(world.login('dispatcher').login)
  await over.locator('[name=password]').fill(newPassword)
  await over.locator('button[type=submit]').click()
  await over.waitFor({ state: 'detached' })
  assert.equal(await desk.inputValue('dialog [name=scene]'), '已放人')
  await desk.locator('dialog button[type=submit]').click()
  await desk.getByText('处置结论').waitFor()
})

test('nothing went wrong behind the pages', () => browser.assertClean())
