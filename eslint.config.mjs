import { join } from "node:path";
import js from "@eslint/js";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import globals from "globals";
import tseslint from "typescript-eslint";

const root = import.meta.dirname;

// Dependencies point inwards only: nodes -> src/runtime -> src/guest -> src/vcenter. A layer lists what it must not see.
const outerLayers = {
  "src/vcenter": ["src/guest", "src/runtime", "nodes", "test"],
  "src/guest": ["src/runtime", "nodes", "test"],
  "src/runtime": ["nodes", "test"],
  nodes: ["test"],
  // Of src/runtime it sees types only: what an answer looks like.
  editor: ["src/vcenter", "src/guest", "nodes", "test"],
};

const layerZones = Object.entries(outerLayers).map(([layer, outer]) => ({
  target: join(root, layer),
  from: outer.map((path) => join(root, path)),
  message: "Dependencies point inwards only: nodes -> src/runtime -> src/guest -> src/vcenter.",
}));

// The simulator is a product of its own: it must not learn from the client what it should answer.
const alone = "The simulator shares no code with the client but contract/.";
const simulatorZones = [
  { target: join(root, "test/simulator"), from: [join(root, "src"), join(root, "nodes")], message: alone },
  { target: join(root, "test/simulator"), from: join(root, "test"), except: ["./simulator"], message: alone },
];

const simulatorPackage = {
  regex: "^@vcenter-guest/simulator(/|$)",
  message: "The simulator is for tests only.",
};
const simulatorFiles = {
  regex: "^\\.\\.?/(.*/)?simulator/",
  message: 'Import "@vcenter-guest/simulator": what it exports is what its users have.',
};
const nodeRed = {
  regex: "^(@node-red/.*|node-red(/.*)?|node-red-5(/.*)?)$",
  message: "Only src/runtime and nodes know Node-RED.",
};
const files = {
  regex: "^(node:)?fs(/promises)?$",
  message: "src/vcenter reads and writes no files.",
};
const restrict = (...patterns) => ({ "no-restricted-imports": ["error", { patterns }] });

const product = {
  "max-lines": ["error", { max: 250 }],
  "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
  "no-console": "error",
  "no-restricted-properties": [
    "error",
    { object: "process", property: "env", message: "Ask Node-RED: env of a subflow, group or flow counts too." },
  ],
};

const typed = {
  // Text from outside is searched for control characters on purpose.
  "no-control-regex": "off",
  "@typescript-eslint/ban-ts-comment": ["error", { "ts-expect-error": true }],
  "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
  "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", ignoreRestSiblings: true }],
  "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
  "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
  "import-x/no-cycle": "error",
  "import-x/no-restricted-paths": ["error", { zones: [...layerZones, ...simulatorZones] }],
};

export default tseslint.config(
  { ignores: ["**/dist/**", "**/node_modules/**", "coverage/**", ".tmp/**", "src/vcenter/wire.ts", "test/simulator/contract/**"] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" } },
  {
    files: ["**/*.ts"],
    extends: [js.configs.recommended, tseslint.configs.strictTypeChecked],
    plugins: { "import-x": importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: root } },
    settings: {
      "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".js", ".json"] })],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"] },
    },
    rules: typed,
  },
  { files: ["src/**/*.ts", "nodes/**/*.ts", "editor/**/*.ts"], rules: { ...product, ...restrict(simulatorPackage) } },
  { files: ["src/guest/**/*.ts"], rules: restrict(simulatorPackage, nodeRed) },
  { files: ["src/vcenter/**/*.ts"], rules: restrict(simulatorPackage, nodeRed, files) },
  {
    files: ["test/**/*.ts"],
    ignores: ["test/simulator/**"],
    rules: restrict(simulatorFiles),
  },
  {
    files: ["test/**/*.ts", "docs/**/*.ts"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unused-expressions": "off",
    },
  },
  {
    files: ["**/*.mjs"],
    extends: [js.configs.recommended],
    languageOptions: { globals: globals.node },
  },
);
