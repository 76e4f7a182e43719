import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Folders that must stay free of the editor: they run in plain Node, and in every test. */
const editorFree = ['src/{base,auth,api,catalogs}/**', 'src/features/*/{model,webview}/**'];

const vscodeBoundary = {
  name: 'vscode',
  message: 'Only src/editor, the features, src/extension.ts and src/services.lazy.ts may touch the editor.',
};
const noBarrels = {
  selector: 'ExportAllDeclaration',
  message: 'No barrels: import from the file that defines the name.',
};
const noCopyOfEditor = {
  selector: "VariableDeclarator[id.type='ObjectPattern'] > Identifier.init[name='vscode']",
  message: 'This puts a copy of the whole API into the bundle: write vscode.l10n, or import the name alone.',
};
const undiciBoundary = {
  regex: '^undici(/|$)',
  message: 'undici belongs to src/net, which is loaded on the first request.',
};

export default defineConfig(
  { ignores: ['dist/', 'out/', 'artifacts/', '.vscode-test/'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({
    ...config,
    files: ['src/**/*.ts', 'test/**/*.ts', '*.mjs'],
  })),
  {
    files: ['src/**/*.ts', 'test/**/*.ts', '*.mjs'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-import-type-side-effects': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      'max-lines': ['error', 400],
      'no-duplicate-imports': ['error', { allowSeparateTypeImports: true }],
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } },
      ],
      'no-restricted-syntax': ['error', noBarrels],
    },
  },
  {
    files: ['*.mjs'],
    // The type of what is assigned stands in a comment there: tsc reads it, this rule does not.
    rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
  { files: ['eslint.config.mjs'], rules: { 'no-restricted-exports': 'off' } },
  // Each of the modules that it declares has imports of its own.
  { files: ['src/net/undici.d.ts'], rules: { 'no-duplicate-imports': 'off' } },
  {
    files: ['test/**/*.ts'],
    rules: {
      // A test knows what is there; where it is not, it fails as well.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'setTimeout', message: 'Time is injected: use the Clock of src/base/clock.ts.' },
        { name: 'setInterval', message: 'Time is injected: use the Clock of src/base/clock.ts.' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time is injected: use the Clock of src/base/clock.ts.' },
      ],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/editor/commands.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        noBarrels,
        noCopyOfEditor,
        {
          selector: "CallExpression[callee.property.name='registerCommand']",
          message:
            'Commands are registered by Commands of src/editor/commands.ts, which tells what went wrong.',
        },
        {
          selector: "CallExpression[arguments.0.value='setContext']",
          message: 'Context keys are set by setContext of src/editor/commands.ts, where they are listed.',
        },
      ],
    },
  },
  {
    files: editorFree,
    rules: { 'no-restricted-imports': ['error', { paths: [vscodeBoundary], patterns: [undiciBoundary] }] },
  },
  { files: ['src/net/**'], rules: { 'no-restricted-imports': ['error', { paths: [vscodeBoundary] }] } },
  {
    files: ['src/{editor,features}/**', 'src/*.ts'],
    ignores: ['src/features/*/{model,webview}/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [undiciBoundary] }] },
  },
);
