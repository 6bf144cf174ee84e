export * from './change-points.ts'
export * from './control.ts'
