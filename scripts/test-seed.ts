import fc from 'fast-check'

/** Property tests draw the same cases in every run, so that a red CI can be repeated; TEST_SEED tries others. */
fc.configureGlobal({ seed: Number(process.env.TEST_SEED ?? 20261122) })
