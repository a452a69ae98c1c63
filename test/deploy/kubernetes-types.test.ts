import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { parseAllDocuments } from 'yaml'
import { expect, test } from 'vitest'

/** Where kubernetes-types has the kinds that we use; it is made from Kubernetes's own OpenAPI document. */
const TYPES: Readonly<Record<string, string>> = {
  v1: 'core/v1',
  'apps/v1': 'apps/v1',
  'batch/v1': 'batch/v1',
  'networking.k8s.io/v1': 'networking/v1',
  'policy/v1': 'policy/v1',
}

interface Manifest {
  readonly apiVersion: string
  readonly kind: string
}

const folder = fileURLToPath(new URL('../../deploy/kubernetes', import.meta.url))
const manifests = readdirSync(folder)
  .flatMap((file) =>
    parseAllDocuments(readFileSync(join(folder, file), 'utf8'), { schema: 'yaml-1.1' }),
  )
  .map((one) => one.toJS() as Manifest)
  // Kustomize reads it, the cluster never sees it.
  .filter(({ kind }) => kind !== 'Kustomization')

/** What the compiler says of a manifest as a value of its kind: unknown members, wrong types, what is missing. */
function complaintsOf(manifest: Manifest): string[] {
  const { apiVersion, kind } = manifest
  const from = `kubernetes-types/${TYPES[apiVersion] ?? apiVersion}`
  const text = `import type { ${kind} } from '${from}'\nexport const it: ${kind} = ${JSON.stringify(manifest)}\n`
  const name = fileURLToPath(new URL('manifest.ts', import.meta.url))
  const options: ts.CompilerOptions = {
    ...{ strict: true, noEmit: true, types: [], lib: ['lib.es5.d.ts'], skipLibCheck: true },
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  }
  const host = ts.createCompilerHost(options)
  const read = host.getSourceFile.bind(host)
  host.getSourceFile = (file, how) =>
    file === name ? ts.createSourceFile(file, text, how) : read(file, how)
  const program = ts.createProgram([name], options, host)
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
}

test.for(manifests.map((one) => [one.kind, one] as const))(
  '%s is what Kubernetes takes for one',
  { timeout: 60_000 },
  ([, manifest]) => {
    expect(complaintsOf(manifest)).toEqual([])
  },
)

test('a member that is not known, of another type or missing is complained of', () => {
  const service = manifests.find(({ kind }) => kind === 'Service')!
  expect(complaintsOf({ ...service, ...{ spek: {} } }).join()).toContain(`'"spek"' does not exist`)
  expect(complaintsOf({ ...service, ...{ spec: { ports: 'http' } } }).join()).toContain(
    "'string' is not",
  )
  expect(complaintsOf({ ...service, ...{ spec: { ports: [{}] } } }).join()).toContain(
    "'port' is missing",
  )
})
