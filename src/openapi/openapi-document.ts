import { PATHS } from './paths.ts'
import { SCHEMAS } from './schemas.ts'

export interface OpenApiDocument {
  readonly openapi: string
  readonly info: Readonly<Record<'title' | 'version' | 'description', string>>
  readonly paths: typeof PATHS
  readonly components: Readonly<Record<'securitySchemes' | 'schemas', object>>
}

/**
 * The API as an OpenAPI 3.1 document. Tests hold it to the routes that the server has and to the
 * replies that it gives.
 *
 * @param version of this package
 */
export function openApiDocument(version: string): OpenApiDocument {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Unsaid',
      version,
      description: "Takes messages back. Compatible with Intercom's redact endpoint.",
    },
    paths: PATHS,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        token_as_user: {
          type: 'http',
          scheme: 'basic',
          description: 'The token as the user name; the password is not looked at.',
        },
      },
      schemas: SCHEMAS,
    },
  }
}
