import { answer, operation, type Operation } from './operation.ts'
import { page, query } from './pieces.ts'

const when = { type: 'string', examples: ['2030-01-31', '2030-01-31T12:00:00Z'] }

/** The route that lists erasures. */
export const ERASURE_LIST_PATH: Readonly<Record<string, Readonly<Record<string, Operation>>>> = {
  '/erasures': {
    get: operation({
      operationId: 'listErasures',
      summary: 'Erasures of a period, the newest first, each with the verdict of its proof',
      description:
        'By when they were accepted, in UTC. Those whose job is purged are listed by their ' +
        'certificate.',
      scopes: ['jobs:read'],
      parameters: [
        query('since', 'only those accepted from then on', when),
        query('until', 'only those accepted until then; a date means its whole day', when),
        query('overdue', 'only those that were not done by their due date', {
          enum: ['true', 'false'],
          default: 'false',
        }),
        ...page(100, 20),
      ],
      answers: { 200: answer('A page of erasures', 'erasure_list') },
      refusals: ['parameter_invalid'],
    }),
  },
}
