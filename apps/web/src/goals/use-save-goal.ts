import type { EndpointKey, Goal } from '@tandem/contract'
import { useTranslation } from 'react-i18next'
import { call } from '../app/api.ts'
import { queryClient, useSend } from '../app/queries.ts'
import { offerUndo } from '../link/undo.tsx'
import { notify } from '../ui/notify.ts'
import type { GoalBody } from './draft.ts'

/** Answers that change with a goal. */
const answers = [
  'GET /api/v1/goals',
  'GET /api/v1/goals/progress',
  'GET /api/v1/goals/coverage',
] as const satisfies readonly EndpointKey[]

const refresh = () => Promise.all(answers.map((key) => queryClient.invalidateQueries({ queryKey: [key] })))

/** Sends a new or a changed goal; a change can be taken back. */
export function useSaveGoal(goal: Goal | null, onDone: () => void) {
  const { t } = useTranslation(['goals', 'link'])
  const create = useSend('POST /api/v1/goals', answers)
  const change = useSend('PATCH /api/v1/goals/{id}', answers)
  const send = (body: GoalBody) => {
    if (!goal) {
      create.mutate(
        { body },
        {
          onSuccess: ({ name }) => {
            notify.done(t('created', { name }))
            onDone()
          },
        },
      )
      return
    }
    const params = { id: goal.id }
    change.mutate(
      { params, body: { ...body, version: goal.version } },
      {
        onSuccess: ({ name }) => {
          offerUndo(t('changed', { name }), () =>
            call('PATCH /api/v1/goals/{id}', { params, body: fieldsOf(goal) }).then(refresh),
          )
          onDone()
        },
      },
    )
  }
  return { send, busy: create.isPending || change.isPending, error: create.error ?? change.error }
}

/** What a goal says, without what the server keeps about it. */
function fieldsOf({
  id: _,
  unitName: __,
  version: ___,
  createdAt: ____,
  archivedAt: _____,
  ...fields
}: Goal) {
  return fields
}

/** Puts a goal away; it can be brought back. */
export function useArchiveGoal() {
  const { t } = useTranslation(['goals', 'link'])
  const archive = useSend('DELETE /api/v1/goals/{id}', answers)
  return (goal: Goal) => {
    const params = { id: goal.id }
    archive.mutate(
      { params },
      {
        onSuccess: () =>
          offerUndo(t('archive.done', { name: goal.name }), () =>
            call('PATCH /api/v1/goals/{id}', { params, body: { archived: false } }).then(refresh),
          ),
        onError: notify.problem,
      },
    )
  }
}
