import { readJsonTree, textOf, type JsonTree, type TreeMember } from './json-tree.ts'

/** What is changed in JSON, each at paths such as `a`, `b.c` and `*.full`. */
interface TreeEdit {
  readonly drop: readonly string[]
  /** Texts at these paths, and under them, are rewritten. */
  readonly rewrite: readonly string[] | 'everywhere'
  readonly rewriteText: (text: string) => string
  readonly set: Readonly<Record<string, unknown>>
}

type Paths = readonly (readonly string[])[]

/** The same JSON, edited: members are dropped, then texts rewritten, then members set. */
export function editTree(tree: JsonTree, edit: TreeEdit): JsonTree {
  const drop = edit.drop.map(stepsOf)
  const rewrite = edit.rewrite === 'everywhere' ? [[]] : edit.rewrite.map(stepsOf)
  const edited = walk(frameOf(tree, drop), { drop, rewrite, rewriteText: edit.rewriteText })
  const names = Object.keys(edit.set)
  return names.length === 0 ? edited : withMembers(edited, edit.set)
}

const stepsOf = (path: string) => path.split('.')

/**
 * A text has no members that could be dropped, nor has a list where no path begins with `*`: the row
 * is not what the map takes it for, and what is in it goes.
 */
function frameOf(tree: JsonTree, drop: Paths): JsonTree {
  if (drop.length === 0) return tree
  const isFit = tree.kind !== 'list' || drop.some(([first]) => first === '*')
  return tree.kind === 'text' || !isFit ? { kind: 'object', members: [] } : tree
}

interface Walk {
  readonly drop: Paths
  readonly rewrite: Paths
  readonly rewriteText: (text: string) => string
}

function walk(tree: JsonTree, step: Walk): JsonTree {
  switch (tree.kind) {
    case 'object':
      return { kind: 'object', members: tree.members.flatMap((one) => walkMember(one, step)) }
    case 'list':
      return { kind: 'list', items: tree.items.flatMap((item) => walkInto(item, undefined, step)) }
    case 'text':
      return isHere(step.rewrite) ? rewritten(tree, step) : tree
    case 'other':
      return tree
    default:
      return tree satisfies never
  }
}

function walkMember({ name, value }: TreeMember, step: Walk): TreeMember[] {
  return walkInto(value, name, step).map((walked) => ({ name, value: walked }))
}

/** Nothing, where the member or item is dropped. */
function walkInto(value: JsonTree, name: string | undefined, step: Walk): JsonTree[] {
  const drop = below(step.drop, name)
  if (isHere(drop)) return []
  const rewrite = isHere(step.rewrite) ? [[]] : below(step.rewrite, name)
  return [walk(value, { ...step, drop, rewrite })]
}

const isHere = (paths: Paths) => paths.some(({ length }) => length === 0)

/** What is left of the paths that lead through a member; items of a list have no name. */
function below(paths: Paths, name: string | undefined): Paths {
  return paths
    .filter(([first]) => first !== undefined && (first === '*' || first === name))
    .map(([, ...rest]) => rest)
}

function rewritten(tree: Extract<JsonTree, { token: string }>, { rewriteText }: Walk): JsonTree {
  const before = textOf(tree)
  const after = rewriteText(before)
  return after === before ? tree : { kind: 'text', token: JSON.stringify(after) }
}

/** Members of these names are replaced where they stand, others come at the end. */
function withMembers(tree: JsonTree, set: Readonly<Record<string, unknown>>): JsonTree {
  const there = tree.kind === 'object' ? tree.members : []
  const old = there.map(({ name, value }) =>
    Object.hasOwn(set, name) ? memberOf(name, set[name]) : { name, value },
  )
  const names = new Set(there.map(({ name }) => name))
  const added = Object.entries(set).filter(([name]) => !names.has(name))
  return { kind: 'object', members: [...old, ...added.map(([name, one]) => memberOf(name, one))] }
}

function memberOf(name: string, value: unknown): TreeMember {
  const tree = readJsonTree(JSON.stringify(value))
  if (!tree) throw new Error(`what the map sets as ${name} is no JSON`)
  return { name, value: tree }
}
