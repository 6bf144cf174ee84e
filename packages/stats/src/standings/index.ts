export * from './from-estimates.ts'
export * from './mean-model.ts'
export { type MultivariateMeanModel, multivariateMeanModel, type Observations } from './multivariate.ts'
export {
  type Metric,
  type MetricStanding,
  type Rank,
  type RankedGroup,
  type Standing,
  type Standings,
  type StandingsInput,
  type StandingsOptions,
  standings,
} from './standings.ts'
