// The main path: an order appears without reload, counts down, is accepted, arrives, is rescued; title, banner, bell and
// sound call until somebody attends; a second browser sees the same.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { until } from '../integration/harness/processes.mjs'
import { Browser, newPassword, shoot } from './harness/browser.mjs'
import { World } from './harness/world.mjs'

let world
let browser
let desk // the dispatcher's page
let crew // the page of the unit that is dispatched
let orderId

before(async () => {
  world = await World.start()
  browser = await Browser.start(world.url)
  const dispatcher = await browser.visitor()
  desk = await dispatcher.open()
  await dispatcher.logIn(world.login('dispatcher'))
  const worker = await browser.visitor({ clockOffsetMs: 600_000 }) // its clock is ten minutes fast
  crew = await worker.open()
  await worker.logIn(world.login('maintenance_sub', 'taoxi01'))
})
after(async () => {
  await browser?.stop()
  await world?.stop()
})

const row = (page) => page.locator(`[data-order="${orderId}"]`)
const secondsLeft = async (page) => {
  const text = await row(page).locator('.time').first().textContent()
  const [minutes, seconds] = text.trim().split(':').map(Number)
  return minutes * 60 + seconds
}

test('an order appears within a second, without reload, with what, where and why', async () => {
  await desk.locator('.live[data-state=live]').waitFor()
  await desk.evaluate(() => (window.notReloaded = true))
  orderId = await world.trapped('LG-000001')
  await row(desk).waitFor({ timeout: 1000 })
  const text = await row(desk).innerText()
  for (const word of ['门区外困人', '104301', 'A座1号客梯', '爱山广场', '4 层与 5 层之间', '轿门关闭', '有乘客', '接单时限'])
    assert.ok(text.includes(word), `${word} in ${text}`)
  assert.equal(await desk.evaluate(() => window.notReloaded), true)
})

test('banner, bell and title call', async () => {
  await desk.locator('[role=alert] .banner').waitFor()
  assert.match(await desk.locator('[role=alert] .banner').innerText(), /新救援工单.*A座1号客梯.*门区外困人.*请及时处置/s)
  assert.equal(await desk.locator('.bell .count').innerText(), '1')
  const titles = new Set()
  await until('the title to alternate', async () => titles.add(await desk.title()).size >= 2, 4000, 100)
  assert.ok([...titles].some((title) => title.includes('新救援工单')))
  assert.ok([...titles].some((title) => title.startsWith('故障处置中心')))
})

test('the sound is off until a click arms it, then tones repeat', async () => {
  const cdp = await desk.context().newCDPSession(desk)
  let tones = 0
  let running = false
  cdp.on('WebAudio.audioNodeCreated', ({ node }) => (tones += node.nodeType === 'Oscillator' ? 1 : 0))
  cdp.on('WebAudio.contextChanged', ({ context }) => (running = context.contextState === 'running'))
  await cdp.send('WebAudio.enable')
  assert.match(await desk.locator('.sound').innerText(), /声音已关闭/)
  await desk.locator('.sound').click()
  await desk.locator('.sound.on').waitFor()
  await until('the audio context to run', () => running)
  const first = await until('a tone', () => tones)
  await until('the tones to repeat', () => tones > first, 5000)
})

test('it counts down by the server’s clock, the same at a computer whose clock is wrong (D9)', async () => {
  const answer = await desk.evaluate(() => fetch('/api/v1/orders?state=open').then((response) => response.json()))
  const due = answer.orders[0].next_deadline.due_ms
  for (const page of [desk, crew]) {
    await row(page).waitFor()
    const before = Date.now()
    const left = await secondsLeft(page)
    const expected = (due - (before + Date.now()) / 2) / 1000
    assert.ok(Math.abs(left - expected) <= 1.5, `shows ${left} s, has ${expected} s`)
  }
  const earlier = await secondsLeft(desk)
  await until('the countdown to move', async () => (await secondsLeft(desk)) <= earlier - 2, 4000)
})

test('opening it ends the calling, here and for the title', async () => {
  await row(desk).click()
  await desk.locator('[data-level="1"]').waitFor()
  await desk.locator('[role=alert] .banner').waitFor({ state: 'detached' })
  assert.equal(await desk.locator('.bell .count').count(), 0)
  assert.match(await desk.title(), /^故障处置中心/)
  const detail = await desk.locator('.pane').innerText()
  for (const word of ['一级救援', '湖州苕溪电梯维保有限公司', '检测结果', '判断依据', '救援联系人', '沈建国', '处置记录', '短信通知'])
    assert.ok(detail.includes(word), `${word} in the detail`)
  assert.equal(await desk.locator('a.call[href="tel:13800000101"]').count(), 1)
})

test('the crew accepts; the desk sees person and time on the node without reload', async () => {
  await row(crew).click()
  await crew.locator('[data-action=accepted]').click()
  await crew.locator('[data-action=arrived]').waitFor()
  const node = desk.locator('[data-level="1"] .steps.full .node').nth(2)
  await until('the node 接单 to be done', async () => (await node.getAttribute('class')).includes('done'), 1000)
  assert.match(await node.innerText(), /接单\s+\d\d:\d\d:\d\d\s+沈建国/)
  assert.ok((await desk.locator('[data-level="1"] .limits').innerText()).includes('到达时限'))
})

test('the dispatcher takes the step back with a reason and it stays in the timeline (RS-2)', async () => {
  await desk.locator('[data-action=step_back]').click()
  await desk.locator('dialog button[type=submit]').click()
  assert.ok((await desk.locator('dialog').innerText()).includes('请填写退回原因'))
  await desk.fill('dialog [name=reason]', '误点接单')
  await desk.locator('dialog button[type=submit]').click()
  await desk.locator('dialog').waitFor({ state: 'detached' })
  await crew.locator('[data-action=accepted]').waitFor()
  await until('the reason in the timeline', async () => (await crew.locator('.timeline').innerText()).includes('误点接单'))
})

test('accepted again, arrived, rescued with the closing dialog; the order leaves both queues', async () => {
  await crew.locator('[data-action=accepted]').click()
  await crew.locator('[data-action=arrived]').click()
  await crew.locator('[data-action=rescued]').click()
  await crew.locator('dialog button[type=submit]').click()
  assert.ok((await crew.locator('dialog').innerText()).includes('请选择故障原因'))
  await crew.selectOption('dialog [name=cause]', 'levelling_sensor')
  await crew.fill('dialog [name=people_trapped]', '2')
  await crew.fill('dialog [name=scene]', '4楼停梯，盘车至平层后开门放人 <img src=x onerror=alert(1)>')
  await shoot(crew, 'closing-dialog')
  await crew.locator('dialog button[type=submit]').click()
  await crew.locator('dialog').waitFor({ state: 'detached' })
  for (const page of [crew, desk]) await row(page).waitFor({ state: 'detached', timeout: 2000 })
  await desk.getByText('处置结论').waitFor({ timeout: 2000 })
  const closing = await desk.locator('.pane').innerText()
  for (const word of ['处置结论', '困人事件', '平层感应器失效', '合规', '<img src=x onerror=alert(1)>'])
    assert.ok(closing.includes(word), `${word} in the conclusion`)
  assert.ok((await desk.locator('.desk > .side').innerText()).includes('A座1号客梯'))
})

test('another unit sees nothing of it, neither in its list nor by its address', async () => {
  const stranger = await browser.visitor()
  stranger.expected.push(/status of 404/)
  const page = await stranger.open(`/rescue/${orderId}`)
  await stranger.logIn(world.login('maintenance_sub', 'nanxun01'))
  await page.getByText('没有找到这个工单').waitFor()
  await page.getByText('当前没有待处置的救援工单').waitFor()
  assert.equal(await page.getByText('A座1号客梯').count(), 0)
  await stranger.close()
})

test('it is in the history', async () => {
  await desk.locator('.nav a').nth(1).click()
  const cells = desk.locator('tbody tr').first()
  await cells.waitFor()
  assert.match(await cells.innerText(), /104301.*A座1号客梯.*困人事件.*按时/s)
})

test('the log-in survives a reload, and the new password is the one that counts', async () => {
  await desk.reload()
  await desk.locator('.bar').waitFor()
  const other = await browser.visitor()
  other.expected.push(/status of 401/)
  const page = await other.open()
  const { login, password } = world.login('dispatcher')
  await page.fill('[name=login]', login)
  await page.fill('[name=password]', password)
  await page.click('button[type=submit]')
  await page.getByText('登录名或密码不正确').waitFor()
  await page.fill('[name=password]', newPassword)
  await page.click('button[type=submit]')
  await page.locator('.bar').waitFor()
  await other.close()
})

test('nothing went wrong behind the pages: no foreign request, no CSP violation, no console error', () => browser.assertClean())
