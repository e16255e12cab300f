import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { readText, root, runScript, types, type NodeType } from "./editor-html";

interface FlowNode {
  id: string;
  type: string;
  z?: string;
  wires?: string[][];
  [name: string]: unknown;
}

const read = (file: string) => JSON.parse(readText("examples", file)) as FlowNode[];
const files = readdirSync(join(root, "examples"));
const core = ["tab", "comment", "inject", "debug", "switch", "split", "join", "change", "delay", "template", "http in", "http response"];
const ofTheEditor = ["id", "type", "z", "x", "y", "wires"];
const isOurs = (type: string): type is NodeType => (types as readonly string[]).includes(type);
const RED = { _: (key: string) => key, validators: { typedInput: () => () => true } };
const definition = (type: NodeType) => runScript(type, RED, () => ({ val: () => undefined }));
const isConfig = (node: FlowNode) => isOurs(node.type) && definition(node.type).category === "config";

const putsItElsewhere = ({ type, rules }: FlowNode) => type === "join" || (type === "change" && JSON.stringify(rules).includes("error.message"));

/**
 * The nodes with these ids and all that their wires lead to, up to the next node of ours, which has outputs of its own,
 * or one that puts the sentence into the payload, or payloads into a report.
 */
function behind(nodes: FlowNode[], ids: string[], seen = new Set<string>()): FlowNode[] {
  const found = nodes.filter((node) => ids.includes(node.id) && !seen.has(node.id) && !isOurs(node.type) && !putsItElsewhere(node));
  found.forEach(({ id }) => seen.add(id));
  return found.flatMap((node) => [node, ...behind(nodes, (node.wires ?? []).flat(), seen)]);
}

type Placed = FlowNode & { name: string; x: number; y: number };

/** Where the comments begin on a tab; `x` and `y` of a node are those of its middle. */
const LEFT = 60;
const FIRST_LINE = 60;

/** As the editor draws it with Arial, within 40. */
const aboutWide = (name: string): number => name.length * 6 + 60;

describe("examples", () => {
  it("show each action node", () => {
    const shown = new Set(files.flatMap((file) => read(file).map(({ type }) => type)));
    const actions = types.filter((type) => definition(type).category !== "config");
    assert.deepEqual(actions.filter((type) => !shown.has(type)), []);
  });

  for (const file of files) {
    it(`${file}: is a flow of core nodes and ours, with a comment`, () => {
      const found = read(file).map(({ type }) => type);
      assert.deepEqual(found.filter((type) => !core.includes(type) && !isOurs(type)), []);
      assert.ok(found.includes("comment"));
    });

    it(`${file}: says how the way to the ESXi host is found, if it needs one`, () => {
      const nodes = read(file);
      const isMoving = nodes.some(({ type }) => ["vcenter-guest-upload", "vcenter-guest-download", "vcenter-guest-run"].includes(type));
      const told = nodes.filter(({ type, info }) => type === "comment" && /\*Host map\*.*`GET \/_simulator\/esxi`/.test(String(info)));
      assert.equal(told.length, isMoving ? 1 : 0);
    });

    it(`${file}: every id is used once, every wire and reference ends at a node of the file`, () => {
      const nodes = read(file);
      const ids = nodes.map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
      const ends = nodes.flatMap(({ wires = [], connection }) => [...wires.flat(), ...(connection === undefined ? [] : [connection])]);
      assert.ok(ends.length > 0);
      assert.deepEqual(ends.filter((end) => !ids.some((id) => id === end)), []);
    });

    it(`${file}: each debug node behind output 2 shows the sentence that says what to do`, () => {
      const nodes = read(file);
      const shown = behind(nodes, nodes.flatMap(({ type, wires = [] }) => (isOurs(type) ? (wires[1] ?? []) : []))).filter(({ type }) => type === "debug");
      assert.ok(shown.length > 0);
      assert.deepEqual(shown.filter(({ complete, statusVal }) => complete !== "error.message" || statusVal !== "error.message"), []);
    });

    it(`${file}: every node has a place on the tab`, () => {
      const nodes = read(file);
      const tab = nodes.find(({ type }) => type === "tab");
      const placed = nodes.filter((node) => node !== tab && !isConfig(node));
      assert.deepEqual(placed.filter(({ z, x, y }) => z !== tab?.id || typeof x !== "number" || typeof y !== "number"), []);
    });

    it(`${file}: its comments stand above the flow, one below the other, and begin where it begins`, () => {
      const comments = read(file).filter(({ type }) => type === "comment") as Placed[];
      const flow = read(file).filter(({ type, y }) => type !== "comment" && y !== undefined) as Placed[];
      assert.deepEqual(comments.map(({ y }) => y), comments.map((_, index) => FIRST_LINE + index * 40));
      assert.equal(Math.min(...flow.map(({ y }) => y)), comments.at(-1)!.y + 60);
      const uneven = comments.filter(({ name, x }) => Math.abs(x - aboutWide(name) / 2 - LEFT) > 20);
      assert.deepEqual(uneven.map(({ name }) => name), []);
      assert.ok(flow.every(({ x }) => x >= LEFT + 50));
    });

    it(`${file}: our nodes hold every saved property with a usable value, nothing else and no credentials`, () => {
      for (const node of read(file).filter(({ type }) => isOurs(type))) {
        const { defaults } = definition(node.type as NodeType);
        const names = Object.keys(node).filter((name) => !ofTheEditor.includes(name));
        assert.deepEqual(names.sort(), Object.keys(defaults).sort());
        for (const [name, { validate, value }] of Object.entries(defaults)) {
          assert.equal(typeof node[name], typeof value, name);
          assert.equal(validate?.call(node, node[name], { label: name }) ?? true, true, name);
        }
      }
      assert.doesNotMatch(readText("examples", file), /"(?:credentials|username|password|guest\w*(?:name|Password|Token))":/i);
    });
  }
});
