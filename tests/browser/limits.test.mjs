// A limit that passes: the row changes words and icon, the second level is dispatched, the desk is told (RS-6, RS-14).
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { until } from '../integration/harness/processes.mjs'
import { Browser, shoot } from './harness/browser.mjs'
import { World } from './harness/world.mjs'

let world
let browser
let desk
let id

before(async () => {
  world = await World.start()
  browser = await Browser.start(world.url)
  const seat = await browser.visitor()
  desk = await seat.open()
  await seat.logIn(world.login('dispatcher'))
})
after(async () => {
  await browser?.stop()
  await world?.stop()
})

const row = () => desk.locator(`[data-order="${id}"]`)

test('an unanswered order: at 3 s the words and the icon change before anybody fires the limit', async () => {
  id = await world.trapped('LG-000091')
  await row().waitFor()
  assert.ok((await row().innerText()).includes('剩余'))
  await row().locator('.clock.overdue').waitFor({ timeout: 5000 })
  assert.ok((await row().innerText()).includes('已超时'))
})

test('the second level is dispatched; row, tab, detail and title show it', async () => {
  await until('the limit to fire', async () => (await world.fireLimits()) > 0, 5000, 200)
  await row().getByText('二级救援').waitFor({ timeout: 1500 })
  const text = await row().innerText()
  assert.ok(text.includes('超时'), text)
  assert.equal(await desk.getByRole('button', { name: /^超时/ }).locator('.count').innerText(), '1')
  await row().click()
  await desk.locator('[data-level="2"]').waitFor()
  assert.match(await desk.locator('[data-level="1"] .limits').innerText(), /接单时限.*已超时/s)
  assert.match(await desk.locator('[data-level="2"]').innerText(), /湖州市电梯应急救援二级站/)
  await shoot(desk, 'overdue-dark-1440')
})

test('a limit that passes while the order is open calls again, until somebody touches the page', async () => {
  await delay(3200)
  await world.fireLimits()
  const banner = desk.locator('[role=alert] .banner')
  await banner.waitFor({ timeout: 1500 })
  assert.ok((await banner.innerText()).includes('接单超时'))
  await desk.locator('.pane .title').first().click()
  await banner.waitFor({ state: 'detached' })
})

test('level 2 rescues; level 1 is not needed any more, and the order is not compliant', async () => {
  const second = desk.locator('[data-level="2"]')
  await second.locator('[data-action=accepted]').click()
  await second.locator('[data-action=arrived]').click()
  await second.locator('[data-action=rescued]').click()
  await desk.selectOption('dialog [name=cause]', 'other')
  await desk.fill('dialog [name=cause_text]', '钢丝绳打滑')
  await desk.locator('dialog button[type=submit]').click()
  await desk.getByText('处置结论').waitFor()
  const pane = await desk.locator('.pane').innerText()
  for (const word of ['无需救援', '不合规', '钢丝绳打滑']) assert.ok(pane.includes(word), word)
  assert.equal(await desk.locator('[data-level="1"] [data-action]').count(), 0)
})

test('a desk alert is listed, rings and is acknowledged', async () => {
  await world.trapped('LG-000001')
  await world.recovered('LG-000001')
  const alert = desk.locator('.alert').first()
  await alert.waitFor({ timeout: 1500 })
  const text = await alert.innerText()
  assert.ok(text.includes('恢复'), text)
  const count = await desk.locator('.alert').count()
  await alert.getByRole('button').click()
  await until('the alert to go', async () => (await desk.locator('.alert').count()) === count - 1)
})

test('nothing went wrong behind the page', () => browser.assertClean())
