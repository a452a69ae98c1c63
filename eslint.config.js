import { defineConfig, globalIgnores } from 'eslint/config'
import tseslint from 'typescript-eslint'

const CODE = ['src/**/*.ts', 'workers/**/*.ts']
const ENTRIES = ['src/cli/**/*.ts', 'src/demo/**/*.ts', 'src/library/**/*.ts']

/** What a room is held to, beyond what is true of any TypeScript. */
const houseRules = {
  'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
  'no-console': 'error',
  'no-restricted-properties': [
    'error',
    {
      object: 'process',
      property: 'env',
      message: 'Only entries read the environment; take an argument.',
    },
  ],
  'no-restricted-syntax': [
    'error',
    {
      selector: 'ClassDeclaration:not([superClass])',
      message: 'Functions over classes: state lives in the stores.',
    },
    {
      selector: 'ExportDefaultDeclaration',
      message: 'Export by name: a file is named after its export.',
    },
  ],
}

const everywhere = {
  eqeqeq: 'error',
  'no-constant-binary-expression': 'error',
  'no-fallthrough': 'error',
  'no-self-compare': 'error',
  'no-unsafe-finally': 'error',
  'no-useless-escape': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
}

const typed = {
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/consistent-type-imports': 'error',
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  // A `default` does not answer for a case: a new state must be answered wherever states are told apart.
  '@typescript-eslint/switch-exhaustiveness-check': 'error',

  // Too strict to be of use.
  '@typescript-eslint/no-confusing-void-expression': 'off',
  '@typescript-eslint/no-dynamic-delete': 'off',
  '@typescript-eslint/no-empty-function': 'off',
  '@typescript-eslint/no-invalid-void-type': 'off',
  '@typescript-eslint/no-meaningless-void-operator': 'off',
  '@typescript-eslint/no-unnecessary-condition': [
    'error',
    { allowConstantLoopConditions: 'only-allowed-literals' },
  ],
  '@typescript-eslint/no-unnecessary-type-parameters': 'off',
  '@typescript-eslint/no-unused-vars': [
    'error',
    { argsIgnorePattern: '^_', ignoreRestSiblings: true, varsIgnorePattern: '^_' },
  ],
  '@typescript-eslint/require-await': 'off',
  '@typescript-eslint/restrict-template-expressions': [
    'error',
    { allowBoolean: true, allowNever: true, allowNumber: true },
  ],
  '@typescript-eslint/unified-signatures': 'off',
}

/** Tests read JSON replies and know what they put in. */
const tests = {
  '@typescript-eslint/no-non-null-assertion': 'off',
  '@typescript-eslint/no-unsafe-argument': 'off',
  '@typescript-eslint/no-unsafe-assignment': 'off',
  '@typescript-eslint/no-unsafe-call': 'off',
  '@typescript-eslint/no-unsafe-member-access': 'off',
  '@typescript-eslint/no-unsafe-return': 'off',
  '@typescript-eslint/unbound-method': 'off',
  'no-restricted-properties': [
    'error',
    ...['describe', 'it', 'test'].map((object) => ({
      object,
      property: 'only',
      message: 'It hides all other tests.',
    })),
  ],
}

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.unsaid/', 'src/demo/samples/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { rules: everywhere },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: typed,
  },
  { files: CODE, rules: houseRules },
  { files: ['src/config.ts', 'workers/main.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ENTRIES, rules: { 'no-console': 'off', 'no-restricted-properties': 'off' } },
  { files: ['test/**/*.ts', 'bench/**/*.ts'], rules: tests },
)
