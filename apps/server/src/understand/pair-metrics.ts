import type { Metric } from '@tandem/contract'

type Asked = Pick<Metric, 'key' | 'name' | 'kind' | 'source' | 'direction'>

/** Words in keys and names that tell who was asked and not what: whole words, or the one letter of an old file. */
const customers =
  /^(customers?|clients?|guests?|buyers?|patients?|parents?|students?|pupils?|visitors?|cust|c|p|s)$/
const employees = /^(employees?|staff|teachers?|colleagues?|workers?|associates?|emp|e|t)$/

/** Both are scored alike, so that a point of one is a point of the other. */
export function comparable(a: Asked, b: Asked): boolean {
  const scale = ({ kind }: Asked) => (kind === 'figure' ? null : /nps$/.test(kind) ? 'nps' : 'score')
  return scale(a) !== null && scale(a) === scale(b) && a.direction === b.direction
}

/**
 * What is asked, without who was asked: `employee-respect` and `Employees: respect` both give "respect". Null where
 * nobody is named, or nothing is left but the number of a question (q11a of one form is not q11a of another).
 */
function dimensionOf(text: string, audience: RegExp): string | null {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u)
  const rest = words.filter((word) => word !== '' && !audience.test(word))
  if (rest.length === words.filter(Boolean).length) return null
  return rest.some((word) => /\p{L}{3,}|\p{Script=Han}/u.test(word)) ? rest.join(' ') : null
}

/**
 * Metrics that ask customers and employees the same: their keys, else their names, differ only in who was asked. A
 * recommendation by customers (NPS) and by employees (eNPS) is a pair of its own. Several audiences of customers
 * (parents and students) each make a pair with the employees.
 */
export function pairMetrics<M extends Asked>(metrics: readonly M[]): [customer: M, employee: M][] {
  const asked = metrics.filter((m) => m.source === 'customer' && m.kind !== 'figure')
  // A published average of employees may be kept as a figure of operations; it is still a score.
  const answered = metrics.filter((m) => ['employee', 'operations'].includes(m.source) && m.kind !== 'figure')
  const same = (text: (m: Asked) => string) => (a: M, b: M) => {
    const dimension = dimensionOf(text(a), customers)
    return dimension !== null && dimension === dimensionOf(text(b), employees)
  }
  const [byKey, byName] = [same((m) => m.key), same((m) => m.name)]
  const pairs = asked.flatMap((a) => {
    const found = answered.find((b) => comparable(a, b) && (byKey(a, b) || byName(a, b)))
    return found ? [[a, found] as [M, M]] : []
  })
  const nps = asked.find((m) => m.kind === 'nps')
  const enps = answered.find((m) => m.kind === 'enps')
  if (nps && enps && !pairs.some(([a]) => a === nps)) pairs.push([nps, enps])
  return pairs
}
