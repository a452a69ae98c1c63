import { chmod, cp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { choosePlace } from '../../../src/database/embedded/cluster-place.ts'
import { locateBinaries } from '../../../src/database/embedded/locate-binaries.ts'
import { prepareBinaries, runBinary } from '../../../src/database/embedded/prepare-binaries.ts'
import { newMark } from '../../../src/database/embedded/process-mark.ts'
import { tempDataDir, tempFolder } from './temp-folder.ts'

vi.setConfig({ testTimeout: 120_000 })

test('links that the installation did not make are made', async (context) => {
  context.skip(process.platform === 'win32', 'Windows has no such links')
  const native = await copyWithoutLinks()
  const place = await choosePlace(await tempDataDir(), () => {})
  const binaries = await prepareBinaries(native, place)
  expect(binaries.folder).toBe(native.folder)
  const { ok, output } = await runBinary(binaries, 'initdb', ['--version'])
  expect({ ok, output }).toEqual({ ok: true, output: expect.stringContaining('PostgreSQL') })
})

test('binaries that the user of the server can not read are copied, by many at once too', async (context) => {
  context.skip(process.getuid?.() !== 0, 'only root has binaries that the other user can not read')
  const native = await copyWithoutLinks()
  await chmod(dirname(native.folder), 0o700)
  const place = await choosePlace(await tempDataDir(), () => {})
  const shelf = `/var/lib/unsaid/native-${native.version}-${native.platform}`
  onTestFinished(() => rm(shelf, { recursive: true, force: true }))

  const tries = Array.from({ length: 3 }, () => prepareBinaries(native, place))
  for (const binaries of await Promise.all(tries)) {
    expect(binaries.folder).toBe(join(shelf, 'native'))
    expect((await runBinary(binaries, 'postgres', ['--version'])).ok).toBe(true)
  }
  const beside = (await readdir(dirname(shelf))).filter((name) => name.includes(native.version))
  expect(beside).toHaveLength(1)
})

test('binaries that can not run here are reported with the cure', async () => {
  const native = await copyWithoutLinks()
  await rm(join(native.folder, 'bin/postgres'))
  const place = await choosePlace(await tempDataDir(), () => {})
  const shelf = `native-${native.version}-${native.platform}`
  onTestFinished(() => rm(join('/var/lib/unsaid', shelf), { recursive: true, force: true }))
  await expect(prepareBinaries(native, place)).rejects.toThrow('set DATABASE_URL')
})

/** The platform's binaries as npm unpacks them, before any script ran; under a version of our own. */
async function copyWithoutLinks() {
  const installed = await locateBinaries()
  const root = await tempFolder()
  const folder = join(root, 'native')
  await cp(installed.folder, folder, { recursive: true, verbatimSymlinks: true })
  const links: { target: string }[] = JSON.parse(
    await readFile(join(folder, 'pg-symlinks.json'), 'utf8'),
  )
  for (const { target } of links) await rm(join(root, target), { force: true })
  await expect(stat(join(folder, 'lib/libicui18n.so.60'))).rejects.toMatchObject({ code: 'ENOENT' })
  return { ...installed, folder, version: `test-${newMark()}` }
}
