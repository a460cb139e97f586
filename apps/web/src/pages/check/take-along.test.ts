import { expect, test } from 'vitest'
import { distinct, readDropped, tooLong } from './read-dropped.ts'

test('files of one name become two', () => {
  const paths = distinct(['web.yaml', 'web.yaml', 'a/web.yaml', 'web.yaml', 'none', 'none'].map((path) => ({ path, text: '' })))
  expect(paths.map(({ path }) => path)).toEqual(['web.yaml', 'web (2).yaml', 'a/web.yaml', 'web (3).yaml', 'none', 'none (2)'])
})

/** As a browser has it: of no folder. */
function file(text: string, name: string): File {
  return Object.assign(new File([text], name), { webkitRelativePath: '' })
}

test('what is too much or no manifest is said', async () => {
  expect(tooLong('a: 1')).toBeUndefined()
  expect(tooLong('ä'.repeat(2_300_000))).toContain('4.6 MB')
  const dropped = await readDropped([file('kind: Service', 'web.yaml'), file('x', 'photo.png')])
  expect(dropped).toEqual({
    files: [{ path: 'web.yaml', text: 'kind: Service' }],
    problem: '1 file is neither YAML nor JSON and left out.',
  })
  expect((await readDropped([file('x'.repeat(4_600_000), 'big.yaml')])).problem).toContain('at most 4.5 MB')
})
