import svelte from "eslint-plugin-svelte";
import ts from "typescript-eslint";
import svelteConfig from "./svelte.config.js";

// A FormData, Blob or File as a request body crashes WebKitGTK 4.1 through
// Wails, the whole process with it. Bodies are strings or typed arrays.
const crashingBodies = ["FormData", "Blob"].map((name) => ({
  name,
  message: "Request bodies are strings or typed arrays: this one crashes WebKitGTK (see DESIGN.md, shared/design.md).",
}));

// Only src/lib/api knows how the program is reached.
const transport = ["fetch", "EventSource", "XMLHttpRequest", "WebSocket"].map((name) => ({
  name,
  message: "Only src/lib/api talks to the program.",
}));

const safeBodies = [
  {
    selector: "NewExpression[callee.name=/^(FormData|Blob|File)$/]",
    message: "Request bodies are strings or typed arrays: this one crashes WebKitGTK.",
  },
  {
    selector: "CallExpression[callee.name='fetch'] Property[key.name='body'][value.name=/file|blob|form/i]",
    message: "Read the file into an ArrayBuffer first: a File body crashes WebKitGTK.",
  },
];

const noHtml = [
  {
    selector: "AssignmentExpression[left.property.name=/^(innerHTML|outerHTML)$/]",
    message: "Text from documents and models is data: make text nodes.",
  },
];

export default ts.config(
  { ignores: ["dist/", "node_modules/", "test-results/", "src/lib/api/types.ts"] },
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: [".svelte"], svelteConfig },
    },
  },
  {
    files: ["src/**"],
    rules: {
      "no-restricted-globals": ["error", ...crashingBodies, ...transport],
      "no-restricted-syntax": ["error", ...safeBodies, ...noHtml],
      "svelte/no-at-html-tags": "error",
      "no-console": "error",
      eqeqeq: ["error", "always"],
    },
  },
  {
    files: ["src/lib/api/**"],
    rules: { "no-restricted-globals": ["error", ...crashingBodies] },
  },
  {
    // Tests hand over files, as a person does.
    files: ["src/**/*.test.ts"],
    rules: { "no-restricted-syntax": "off" },
  },
  {
    // Maps and sets that nothing on the screen reads need not be reactive.
    files: ["src/**/*.svelte.ts"],
    rules: { "svelte/prefer-svelte-reactivity": "off" },
  },
  {
    files: ["**/*.ts", "**/*.svelte"],
    rules: {
      "no-undef": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
);
