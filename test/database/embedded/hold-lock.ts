import { withFolderLock } from '../../../src/database/embedded/folder-lock.ts'

/* A process that takes the lock of the folder named in its first argument and keeps it. */

await withFolderLock(process.argv[2] ?? '', async () => {
  console.log('held')
  await new Promise((resolve) => process.stdin.on('end', resolve).resume())
})
