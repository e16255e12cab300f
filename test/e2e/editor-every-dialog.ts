import assert from "node:assert/strict";
import type { Dialog, Entered } from "./dialog";
import { CONFIG_DIALOGS, type DialogValues, lastValues, NODE_DIALOGS, REFERENCES, SECRETS } from "./editor-dialogs";
import type { EditorBench } from "./looks";

const ALL = [...CONFIG_DIALOGS, ...NODE_DIALOGS];

/** Raw keys, or places where a text is missing. */
function unreadable(texts: string[]): string[] {
  return texts.filter((text) => text.trim() === "" || /vcenter-[\w-]+\.\w|[\w-]+:[\w-]+\.\w|undefined|__\w+__/.test(text));
}

export async function assertReadable(dialog: Dialog): Promise<void> {
  const texts = await dialog.texts();
  assert.ok(texts.length > 10);
  assert.deepEqual(unreadable(texts), []);
  assert.deepEqual([await dialog.cramped(), await dialog.cutPlaceholders()], [[], []]);
}

/** A flow file has a typed field as two properties, and numbers and truth as what they are. */
function flat(values: Record<string, Entered>): Record<string, string> {
  const properties = ([name, value]: [string, Entered]): [string, string][] =>
    typeof value === "object" ? [[name, value[1]], [`${name}Type`, value[0]]] : [[name, String(value)]];
  return Object.fromEntries(Object.entries(values).flatMap(properties));
}

/** Every field of every dialog, from its default to another value and through all that a flow goes through. */
export function everyDialog(bench: EditorBench): void {
  /** What is entered, with the references that are known by their id only. */
  async function valuesOf(dialog: DialogValues): Promise<Record<string, Entered>[]> {
    const needsConnection = dialog.type !== "vcenter-connection";
    const more: Record<string, Entered> = needsConnection ? { connection: (await bench.editor.node("vcenter-connection")).id } : {};
    const [first, ...others] = dialog.passes;
    return [{ ...(dialog.isConfig ? {} : { name: `my ${dialog.type}` }), ...more, ...first }, ...others];
  }
  const lastOf = async (dialog: DialogValues): Promise<Record<string, Entered>> => lastValues({ ...dialog, passes: await valuesOf(dialog) });
  const open = ({ type, isConfig }: DialogValues): Promise<Dialog> => (isConfig ? bench.editor.editConfig(type) : bench.editor.edit(type));

  it("begins with an empty editor", async () => {
    await bench.empty();
    await bench.editor.import(Object.values(REFERENCES));
  });

  for (const [index, values] of ALL.entries()) {
    it(`saves every field of ${values.type}${bench.look.isFull ? " and shows it again" : ""}`, async () => {
      const { type, isConfig } = values;
      await (isConfig ? undefined : bench.editor.place(type, 200, 40 + 50 * index));
      let dialog = isConfig ? await bench.editor.addConfig(type) : await open(values);
      await assertReadable(dialog);
      for (const [pass, entered] of (await valuesOf(values)).entries()) {
        await dialog.enter(entered);
        assert.deepEqual([await dialog.invalid(), await dialog.cramped()], [[], []]);
        await bench.screenshot(`${type}-${pass + 1}`);
        if (bench.look.isFull) {
          await dialog.save();
          dialog = await open(values);
          assert.deepEqual(await dialog.shows(entered), entered);
        }
      }
      await (bench.look.isFull ? dialog.cancel() : dialog.save());
      const { valid, validationErrors } = await bench.editor.node(type);
      assert.equal(valid, true, validationErrors.join());
      assert.deepEqual(Object.keys(await lastOf(values)).sort(), await bench.editor.fields(type), "test/e2e/editor-dialogs.ts has every field");
    });
  }

  it("deploys what was entered", async () => {
    await bench.editor.deploy();
    for (const values of ALL) {
      const { properties, credentials } = await bench.deployed(values.type);
      const stored: Record<string, unknown> = { ...properties, ...credentials };
      for (const [name, value] of Object.entries(flat(await lastOf(values)))) {
        const isSecret = `has_${name}` in stored;
        assert.equal(String(stored[isSecret ? `has_${name}` : name]), isSecret ? String(value !== "") : value, `${values.type}: ${name}`);
      }
    }
  });

  if (!bench.look.isFull) {
    return;
  }

  it("shows it when the editor is opened anew", async () => {
    await bench.editor.open();
    for (const values of ALL) {
      const dialog = await open(values);
      const last = await lastOf(values);
      const isSecret = (value: Entered): boolean => SECRETS.some((secret) => String(value).includes(secret));
      const wanted = Object.entries(last).map(([name, value]): [string, Entered] => [name, isSecret(value) ? "__PWRD__" : value]);
      assert.deepEqual(await dialog.shows(last), Object.fromEntries(wanted), values.type);
      await dialog.cancel();
    }
    await bench.screenshot("flow");
  });

  it("exports and imports all of it, but for the credentials", async () => {
    const before = new Map<string, Record<string, string>>();
    for (const values of ALL) {
      before.set(values.type, flat(await lastOf(values)));
    }
    const exported = await bench.editor.exportAll();
    assert.deepEqual(SECRETS.filter((secret) => exported.includes(secret)), []);
    assert.ok((JSON.parse(exported) as object[]).every((node) => !("credentials" in node)));
    await bench.empty();

    await bench.editor.importText(exported);

    for (const { type } of ALL) {
      const { credentials, ...node } = await bench.editor.node(type);
      const own = Object.entries(before.get(type)!).filter(([name]) => name in node);
      assert.ok(own.length >= 3, type);
      assert.deepEqual(own.map(([name]) => [name, String(node[name])]), own, type);
      const kept = Object.entries(credentials as object).filter(([, value]) => value === true || (typeof value === "string" && value !== ""));
      assert.deepEqual(kept, [], type);
    }
  });
}
