export {
  type Columns,
  completeRows,
  dummyColumns,
  type Labels,
} from './columns.ts'
export type { Coefficient, CovarianceType, LinearFit } from './fit.ts'
export type { CrossProducts } from './least-squares.ts'
export { type FitOptions, type OlsInput, ols, olsFromMoments } from './ols.ts'
