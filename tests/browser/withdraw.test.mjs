// A dispatcher takes a dispatch back (I2), sends it out again, and is told when a crew was quicker; whom an alarm would
// not reach is one touch away (G6).
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { assertAccessible, assertNoOverflow, Browser, narrow, newPassword, shoot } from './harness/browser.mjs'
import { World } from './harness/world.mjs'

let world
let browser
let seat
let desk // the dispatcher's page
let crew // the page of the unit that is dispatched
let id

before(async () => {
  world = await World.start()
  browser = await Browser.start(world.url)
  id = await world.trapped('LG-000001')
  seat = await browser.visitor()
  desk = await seat.open(`/rescue/${id}`)
  await seat.logIn(world.login('dispatcher'))
  const worker = await browser.visitor()
  crew = await worker.open(`/rescue/${id}`)
  await worker.logIn(world.login('maintenance_sub', 'taoxi01'))
})
after(async () => {
  await browser?.stop()
  await world?.stop()
})

const first = (page) => page.locator('[data-level="1"]')
const dialog = () => desk.locator('dialog')
const askToWithdraw = async () => {
  await first(desk).locator('[data-action=withdraw]').click()
  await dialog().waitFor()
}

test('only the desk may withdraw, not the crew', async () => {
  await first(crew).locator('[data-action=accepted]').waitFor()
  assert.equal(await crew.locator('[data-action=withdraw]').count(), 0)
})

test('withdrawing asks first, wants a reason, and can be left', async () => {
  await askToWithdraw()
  assert.match(await dialog().innerText(), /撤回对「湖州苕溪电梯维保有限公司」的派单/)
  await dialog().locator('button[type=submit]').click()
  await dialog().getByText('请填写撤回原因').waitFor()
  await assertAccessible(desk, 'withdraw')
  await assertNoOverflow(desk, 'withdraw')
  await shoot(desk, 'withdraw-dark-1440')
  await desk.keyboard.press('Escape')
  await dialog().waitFor({ state: 'detached' })
  await first(desk).locator('[data-action=withdraw]').waitFor()
})

test('withdrawn: both pages say so, the crew has nothing to accept', async () => {
  await askToWithdraw()
  await desk.fill('dialog [name=reason]', '乘客已自行离开')
  await dialog().locator('button[type=submit]').click()
  await dialog().waitFor({ state: 'detached' })
  for (const page of [desk, crew]) await first(page).getByText('已撤回', { exact: true }).waitFor({ timeout: 2000 })
  assert.equal(await first(crew).locator('[data-action]').count(), 0)
  await first(desk).locator('[data-action=dispatch_second]').waitFor() // RS-6: the other unit, in place of this one
  assert.ok((await desk.locator('.timeline').innerText()).includes('乘客已自行离开'))
  await shoot(desk, 'withdrawn-dark-1440')
})

test('it can be dispatched again, and a crew that accepts first wins: the desk is told, nothing is undone', async () => {
  await first(desk).locator('[data-action=dispatched]').click()
  await first(crew).locator('[data-action=accepted]').waitFor({ timeout: 2000 })
  await askToWithdraw()
  await desk.fill('dialog [name=reason]', '改派')
  await first(crew).locator('[data-action=accepted]').click()
  await first(crew).locator('[data-action=arrived]').waitFor()
  seat.expected.push(/status of 409/)
  await dialog().locator('button[type=submit]').click()
  await dialog().getByText('您的操作没有执行').waitFor()
  await shoot(desk, 'withdraw-clash-dark-1440')
  await dialog().locator('footer button').click()
  await first(desk).locator('[data-action=arrived]').waitFor()
  assert.equal(await first(desk).locator('[data-action=withdraw]').count(), 0)
})

test('contacts that could not be reached are listed for the desk, wide and narrow', async () => {
  await desk.locator('.desk > .side a[href="/contacts"]').click()
  const found = desk.locator('[data-finding]')
  await found.first().waitFor()
  assert.match(await desk.locator('[data-finding=no_phone]').innerText(), /无号码.*南浔浔溪花园物业服务有限公司.*未登记电话/s)
  assert.match(await desk.locator('[data-finding=invalid_number]').innerText(), /错号码.*电话号码有误.*12345/s)
  assert.equal(await found.count(), 2)
  await assertAccessible(desk, 'contacts')
  await assertNoOverflow(desk, 'contacts')
  await shoot(desk, 'contacts-dark-1440')
  const visitor = await browser.visitor({ viewport: narrow, theme: 'light' })
  const page = await visitor.open('/contacts')
  await visitor.logIn({ ...world.login('dispatcher'), password: newPassword })
  await page.locator('[data-finding]').first().waitFor()
  await assertAccessible(page, 'contacts, narrow')
  await assertNoOverflow(page, 'contacts, narrow')
  await shoot(page, 'contacts-light-360')
  await page.goto(`${world.url}/rescue/${id}`)
  await first(page).waitFor()
  await assertNoOverflow(page, 'order, narrow')
  await shoot(page, 'order-light-360')
  await visitor.close()
})

test('nothing went wrong behind the pages', () => browser.assertClean())
