// A fresh database with a town, the real platform on a free port, and hands to make things happen in it.
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startServer } from '../../integration/harness/processes.mjs'

const build = process.env.BUILD
const root = join(import.meta.dirname, '../../..')
const run = promisify(execFile)
const program = (name) => join(build, 'bin', name)

// A district whose accept limit passes while one looks, with a lift in it.
const impatient = `
[[district]]
code = "330599"
name = "测试区"
limits = { accept_s = 3 }

[[elevator]]
code = "990001"
place = "1幢1号梯"
estate = "测试小区"
district = "330599"
in_city_centre = true
maintenance_unit = "91330502MA2B3C4D58"
second_unit = "91330500MA2D1R0E7F"
monitor = "LG-000091"
`

// One whose limit a quick crew could meet, for the first seconds.
const hurried = `
[[district]]
code = "330598"
name = "急迫区"
limits = { accept_s = 9 }

[[elevator]]
code = "970001"
place = "1幢1号梯"
estate = "急迫小区"
district = "330598"
maintenance_unit = "91330502MA2B3C4D58"
second_unit = "91330500MA2D1R0E7F"
monitor = "LG-000097"
`

// One where a dispatcher confirms first.
const confirmed = `
[[district]]
code = "330597"
name = "确认区"
limits = { first_dispatch = false }

[[elevator]]
code = "960001"
place = "1幢1号梯"
estate = "确认小区"
district = "330597"
maintenance_unit = "91330502MA2B3C4D58"
second_unit = "91330500MA2D1R0E7F"
monitor = "LG-000096"
`

// An estate that loses its mains.
const darkMonitor = (at) => `LG-0098${String(at).padStart(2, '0')}`
const dark = Array.from({ length: 60 }, (_, at) => `
[[elevator]]
code = "9800${String(at).padStart(2, '0')}"
place = "${at + 1}幢"
estate = "停电小区"
district = "330599"
maintenance_unit = "91330502MA2B3C4D58"
second_unit = "91330500MA2D1R0E7F"
monitor = "${darkMonitor(at)}"
`).join('')

// Two people whom nobody could call.
const unreachable = `
[[contact]]
unit = "9133050307165432PB"
role = "manager"
name = "无号码"

[[contact]]
unit = "9133050307165432PB"
role = "rescuer"
name = "错号码"
phone = "12345"
`

export class World {
  static async start() {
    mkdirSync(join(build, 'browser'), { recursive: true })
    const folder = mkdtempSync(join(build, 'browser', 'world-'))
    const world = new World(folder)
    await world.#seed()
    await world.startPlatform()
    return world
  }

  constructor(folder) {
    this.folder = folder
    this.database = `sqlite:${join(folder, 'liftguard.db')}`
    this.config = join(folder, 'platform.toml')
    this.port = 0
  }

  async #seed() {
    this.#writeConfig()
    const town = join(this.folder, 'town.toml')
    writeFileSync(town, readFileSync(join(root, 'deploy/towns/demo.toml'), 'utf8') + impatient + hurried + confirmed + dark + unreachable)
    await run(program('liftguard-admin'), ['migrate', '--config', this.config])
    await run(program('liftguard-admin'), ['seed', '--config', this.config, '--town', town])
    const logins = JSON.parse(readFileSync(join(this.folder, 'logins.json'), 'utf8'))
    this.logins = Array.isArray(logins) ? logins : logins.logins
  }

  #writeConfig() {
    writeFileSync(this.config, [
      `data = "."`,
      `[database]`, `url = "sqlite:liftguard.db"`,
      `[http]`, `address = "127.0.0.1"`, `port = ${this.port}`, `plain_http = true`,
      `[web]`, `dist = ${JSON.stringify(join(build, 'web/dist'))}`,
    ].join('\n'))
  }

  // A second start takes the same port, as a restarted server does.
  async startPlatform() {
    const log = join(this.folder, 'platform.log')
    const readyFile = join(this.folder, 'platform.ready')
    const { child, ready } = await startServer('platform', program('liftguard-platform'), ['--config', this.config], { log, readyFile })
    this.platform = child
    this.port = ready.port
    this.url = `http://127.0.0.1:${this.port}`
    this.#writeConfig()
  }

  async #alarm(...args) {
    const { stdout } = await run(program('liftguard-test-alarm'), ['--db', this.database, ...args])
    return stdout.trim()
  }

  // Gives the order's id.
  trapped(monitor, { episode = 1, facts } = {}) {
    return this.#alarm('trapped', '--monitor', monitor, '--episode', String(episode), ...(facts ? ['--facts', JSON.stringify(facts)] : []))
  }
  // People are trapped in as many lifts of one estate.
  async blackout(lifts) {
    const facts = { reasons: ['mains_lost'], occupancy: 'occupied', mains: false }
    for (let at = 0; at < lifts; ++at) await this.trapped(darkMonitor(at), { facts })
  }
  recovered(monitor, episode = 1) {
    return this.#alarm('recovered', '--monitor', monitor, '--episode', String(episode))
  }
  // As the gateway's timers do; gives how many fired.
  async fireLimits() {
    return Number(await this.#alarm('limits'))
  }

  // The town's log-in of a role, with its first password.
  login(role, name) {
    const found = this.logins.find((entry) => entry.role === role && (name === undefined || entry.login === name))
    if (!found) throw new Error(`the town has no ${role} ${name ?? ''}`)
    return found
  }

  async stop() {
    await this.platform.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
