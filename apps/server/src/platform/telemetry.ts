import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Prometheus metrics of this process. */
export class Telemetry {
  readonly registry = new Registry()
  readonly signals: Counter<'result'>
  readonly projectionLag: Histogram
  readonly pending: Gauge
  readonly #requests: Histogram<'method' | 'route' | 'status'>

  constructor() {
    collectDefaultMetrics({ register: this.registry })
    const registers = [this.registry]
    this.#requests = new Histogram({
      name: 'tandem_http_request_seconds',
      help: 'Time to answer a request.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    })
    this.signals = new Counter({
      name: 'tandem_signals_total',
      help: 'Signals received, by result.',
      labelNames: ['result'],
      registers,
    })
    this.projectionLag = new Histogram({
      name: 'tandem_projection_lag_seconds',
      help: 'Time from a commit of signals to their being visible in figures.',
      buckets: [0.1, 0.25, 0.5, 1, 2, 5, 30, 300],
      registers,
    })
    this.pending = new Gauge({
      name: 'tandem_projection_pending',
      help: 'Commits waiting to be projected.',
      registers,
    })
  }

  /** Start timing a request; call the result when it is answered. */
  request(): (method: string, route: string, status: number) => void {
    const started = performance.now()
    return (method, route, status) =>
      this.#requests.labels(method, route, String(status)).observe((performance.now() - started) / 1000)
  }
}
