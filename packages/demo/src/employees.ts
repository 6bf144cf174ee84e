import type { SignalInput } from '@tandem/contract'
import type { Rng } from '@tandem/stats'
import { compose, type Theme, type Tone } from './comments/compose.ts'
import { lead, type Workplace } from './model.ts'
import { workingOn } from './people.ts'
import * as planted from './planted-truth.ts'
import { clampRound, pick, stream, weighted } from './random.ts'
import type { Scene } from './scene.ts'
import type { Company, Country, Language } from './units.ts'

/** Employee answers at scale 1, onboarding included. */
export const employeeAnswers = 30_000

/** Months (0 is the first) of the yearly conversation; they bring this many times the answers of others. */
const waves: ReadonlySet<number> = new Set([4, 16])
const waveWeight = 2.5
/** Points (0-100) by which a person's engagement differs from the place's. */
const personalSpread = 8

const countryOf: Readonly<Record<Language, Country>> = { en: 'uk', ru: 'ru', hu: 'hu', zh: 'cn' }
const pulseTopics: readonly (readonly [touchpoint: string, themes: readonly Theme[]])[] = [
  ['shift-plan', ['shifts', 'team']],
  ['break-room', ['breakRoom']],
  ['work-tools', ['tools', 'information']],
]
const open: readonly Theme[] = ['respect', 'listening', 'team', 'work', 'information']

type Unit = Company['staffed'][number]
type Reading = { metric: string; value: number }

/** Engagement on its 0-10 scale as one person of the place answers it. */
const engagementOf = (rng: Rng, place: Workplace, month: number): number =>
  clampRound((place.engagement[lead + month]! + personalSpread * rng.normal()) / 10, 0, 10)

const tone = (engagement: number, rng: Rng): Tone => (engagement + 1.4 * rng.normal() >= 7 ? 'good' : 'bad')

/** The yearly conversation: eNPS, the golden rule, intention to stay. */
function conversation(rng: Rng, place: Workplace, engagement: number): Reading[] {
  const liking = engagement - 7.4
  const chance = 1 / (1 + Math.exp(-planted.stay.intercept - planted.stay.perPoint * engagement * 10))
  return [
    { metric: 'engagement', value: engagement },
    { metric: 'enps', value: clampRound(7.7 + 0.8 * liking + 1.5 * rng.normal(), 0, 10) },
    ...planted.parity.map(({ dimension, employee }, k) => ({
      metric: `employee-${dimension}`,
      value: clampRound(employee + 0.35 * place.parity[k]! + 0.2 * liking + 0.75 * rng.normal(), 1, 5),
    })),
    { metric: 'stay', value: rng.uniform() < chance ? 1 : 0 },
  ]
}

/** What the lowest (or highest) of the golden rule's answers makes people write about. */
function wishes(readings: readonly Reading[], mood: Tone): Theme {
  const asked = planted.parity.map(({ dimension, employee }, k) => ({
    dimension,
    deviation: readings[2 + k]!.value - employee,
  }))
  asked.sort((a, b) => (mood === 'good' ? b.deviation - a.deviation : a.deviation - b.deviation))
  return asked[0]!.dimension
}

function answer(
  scene: Scene,
  rng: Rng,
  words: Rng,
  unit: Unit,
  day: number,
): Omit<SignalInput, 'sourceKey'> | null {
  const month = scene.calendar.monthOfDay[day]!
  const place = scene.model.workplaces.get(unit.key)!
  const worker = workingOn(rng, scene.staff.workers.get(unit.key)!, day)
  if (!worker) return null
  const engagement = engagementOf(rng, place, month)
  const yearly = waves.has(month) && rng.uniform() < 0.75
  const mood = tone(engagement, words)
  const [touchpoint, themes] = pick(words, pulseTopics)
  const readings = yearly
    ? conversation(rng, place, engagement)
    : [{ metric: 'engagement', value: engagement }]
  if (!yearly && rng.uniform() < 0.5) {
    const k = Math.floor(planted.parity.length * rng.uniform())
    const { dimension, employee } = planted.parity[k]!
    const value = employee + 0.35 * place.parity[k]! + 0.2 * (engagement - 7.4) + 0.75 * rng.normal()
    readings.push({ metric: `employee-${dimension}`, value: clampRound(value, 1, 5) })
  }
  const { warehouse, staffSaySince } = planted.warehouseProblem
  const packing =
    unit.key === warehouse && day >= scene.calendar.days.length - staffSaySince && words.uniform() < 0.6
  const usual = yearly
    ? words.uniform() < 0.6
      ? wishes(readings, mood)
      : pick(words, open)
    : pick(words, themes)
  return {
    source: 'employee',
    occurredAt: scene.instant(day, 420 + Math.floor(900 * rng.uniform()), countryOf[unit.language]),
    unit: unit.key,
    employees: [worker.key],
    touchpoint: yearly ? 'yearly-survey' : touchpoint,
    channel: words.uniform() < 0.6 ? 'app' : 'terminal',
    language: unit.language,
    readings,
    ...(words.uniform() < (packing ? 0.55 : yearly ? 0.4 : 0.22) && {
      comments: [
        {
          text: compose(words, unit.language, packing ? [['packing', 'bad']] : [[usual, mood]]),
          language: unit.language,
        },
      ],
    }),
    attributes: { survey: yearly ? 'relationship' : 'pulse' },
  }
}

/** Everyone who started in the 18 months is asked after six weeks; most answer. */
function* onboarding(scene: Scene): Generator<SignalInput> {
  const rng = stream(scene.seed, 'onboarding')
  const share = 0.85 * Math.min(1, scene.scale)
  for (const unit of scene.company.staffed) {
    const place = scene.model.workplaces.get(unit.key)!
    for (const worker of scene.staff.workers.get(unit.key)!) {
      const day = worker.firstDay + 42
      if (worker.firstDay === 0 || day > worker.lastDay || rng.uniform() >= share) continue
      const engagement = engagementOf(rng, place, scene.calendar.monthOfDay[day]!)
      const score = clampRound(3.7 + 0.25 * (engagement - 7.4) + 0.8 * rng.normal(), 1, 5)
      const text = compose(rng, unit.language, [['onboarding', score >= 4 ? 'good' : 'bad']])
      yield {
        sourceKey: `${scene.keyPrefix}-n-${worker.key}`,
        source: 'employee',
        occurredAt: scene.instant(day, 600 + Math.floor(300 * rng.uniform()), countryOf[unit.language]),
        unit: unit.key,
        employees: [worker.key],
        touchpoint: 'first-weeks',
        channel: 'app',
        language: unit.language,
        readings: [
          { metric: 'onboarding', value: score },
          { metric: 'engagement', value: engagement },
        ],
        ...(rng.uniform() < 0.35 && { comments: [{ text, language: unit.language }] }),
        attributes: { survey: 'onboarding' },
      }
    }
  }
}

/** All employee answers: onboarding, then pulse and yearly conversation day by day. */
export function* employees(scene: Scene): Generator<SignalInput> {
  let number = 0
  for (const signal of onboarding(scene)) {
    number++
    yield signal
  }
  const rng = stream(scene.seed, 'employees')
  const words = stream(scene.seed, 'employee-comments')
  const { staffed } = scene.company
  const drawUnit = weighted(staffed.map((unit) => unit.headcount))
  const { days, monthOfDay } = scene.calendar
  const weight = (day: number) => (waves.has(monthOfDay[day]!) ? waveWeight : 1)
  const all = days.reduce((sum, _, day) => sum + weight(day), 0)
  const total = Math.max(0, Math.round(employeeAnswers * scene.scale) - number)
  let passed = 0
  let given = 0
  for (let day = 0; day < days.length; day++) {
    passed += weight(day)
    const due = Math.round((total * passed) / all)
    while (given < due) {
      const signal = answer(scene, rng, words, staffed[drawUnit(rng)]!, day)
      if (signal) yield { sourceKey: `${scene.keyPrefix}-e${++given}`, ...signal }
    }
  }
}
